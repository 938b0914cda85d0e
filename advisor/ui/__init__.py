"""The Streamlit app: it asks and shows; deciding happens in the library."""
