"""What may be between client and application: gateway, cache, forward proxy, captive portal, and nginx's behavior."""
