"""A hub that is only told: the token of a user is their name."""


class ToldHub:
    """What HubOAuth would say: the token of a user is their name."""

    login_url = "/hub/api/oauth2/authorize?client_id=x"
    access_scopes = frozenset({"access:services!service=statuslab"})

    def __init__(self):
        self.users = {name: {"kind": "user", "name": name, "groups": [], "scopes": []} for name in ("sam", "ann")}
        self.users["olga"] = {"kind": "user", "name": "olga", "groups": ["instructors"]}
        self.users["tom"] = {"kind": "user", "name": "tom", "groups": [], "scopes": ["custom:statuslab:host"]}
        self.users["root"] = {"kind": "user", "name": "root", "admin": True, "groups": []}
        self.users["idler"] = {"kind": "service", "name": "idle-culler"}
        self.strangers = {"max"}  # whose token was given for something else
        self.users["max"] = {"kind": "user", "name": "max", "groups": ["instructors"], "scopes": []}
        self.states, self.away = {}, False

    async def user_for_token(self, token, *, sync):
        assert not sync
        if self.away:
            raise OSError("no hub")
        return self.users.get(token)

    def check_scopes(self, required_scopes, user):
        return frozenset() if user["name"] in self.strangers else required_scopes

    async def token_for_code(self, code, *, sync):
        return code

    def generate_state(self, next_url=None):
        self.states["state-1"] = next_url
        return "state-1"

    def get_next_url(self, state_id="", /):
        return self.states.get(state_id, "/elsewhere")

    def clear_oauth_state(self, state_id):
        self.states.pop(state_id, None)
