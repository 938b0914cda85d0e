variable "tag" {
  default = "7"
}
job "shop" {
  datacenters = ["dc1"]
  type = "service"
  periodic { cron = "0 3 * * *" }
  group "web" {
    count = 3
    scaling {
      min = 2
      max = 9
    }
    constraint {
      operator = "distinct_hosts"
      value    = "true"
    }
    spread { attribute = "${node.datacenter}" }
    network {
      port "http" { to = 9000 }
      port "admin" { static = 9901 }
    }
    volume "files" {
      type   = "csi"
      source = "files"
      read_only = false
    }
    ephemeral_disk { size = 300 }
    task "migrate" {
      driver = "docker"
      lifecycle {
        hook = "prestart"
        sidecar = false
      }
      config { image = "shop/migrate" }
      resources {
        cpu    = 2000
        memory = 64
      }
    }
    task "web" {
      driver = "docker"
      config {
        image = "shop/web:${var.tag}"
        ports = ["http"]
        volumes = ["/srv/data:/data", "local/x:/y"]
        privileged = true
        devices = [{ host_path = "/dev/fuse" }]
      }
      service {
        port = "http"
        check { type = "http" }
      }
      volume_mount { volume = "files" }
      template {
        data = <<EOT
a {{ b }}
EOT
      }
      resources {
        cores = 2
        memory = 512
        memory_max = 1024
        device "nvidia/gpu" { count = 1 }
      }
    }
  }
}
