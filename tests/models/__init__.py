"""The registers of merchants and of stations, held to a naive model of their documentation."""
