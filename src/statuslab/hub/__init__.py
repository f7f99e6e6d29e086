"""`statuslab hub`: a service of a JupyterHub that holds many classes, joined by the hub's own login."""
