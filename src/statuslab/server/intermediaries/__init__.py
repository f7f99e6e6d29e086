"""What stands between client and application: gateway, cache, forward proxy, captive portal, and nginx emulated."""
