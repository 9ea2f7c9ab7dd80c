def endpoint(
