job "cache" {
  type = "system"
  group "redis" {
    count = "${var.count}"
    network { port "db" { static = 6379 } }
    task "redis" {
      driver = "docker"
      config { image = "redis:8" }
      resources { cpu = 500 }
    }
  }
}
