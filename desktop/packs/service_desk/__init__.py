"""A car workshop's service desk: customers, vehicles, appointments and what was done, in a file of its own."""
