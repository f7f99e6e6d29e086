"""The links of a class that its host hands out or opens. Each has the token of its role behind the #."""

from __future__ import annotations

from abc import ABC, abstractmethod

from statuslab.live_class.server import tokens
from statuslab.live_class.server.roles import Role, token_of
from statuslab.live_class.server.static import qr_svg


class HostLinks(ABC):
    """The links of a class with a `host_token`, at its `join_url`."""

    host_token: str

    @property
    @abstractmethod
    def join_url(self) -> str:
        """The URL that students type or scan."""

    @property
    def screen_url(self) -> str:
        """The URL of the projector page, with the token that keeps a place for it after the #."""
        return f"{self.join_url}/screen#{tokens.wall_token(self.host_token)}"

    @property
    def phone_url(self) -> str:
        """The host's page for a phone, which runs the votes. Whoever has the link can do that."""
        return f"{self.join_url}/host#{token_of(Role.PHONE, self.host_token)}"

    @property
    def co_host_url(self) -> str:
        """The page of a co-host, who can do all but end the class and fetch its record."""
        return f"{self.join_url}/host#{token_of(Role.CO_HOST, self.host_token)}"

    @property
    def host_url(self) -> str:
        """The host's page with all rights, for a browser beside the notebook or the terminal."""
        return f"{self.join_url}/host#{self.host_token}"

    def qr_svg(self) -> str:
        """The QR code of the join URL."""
        return qr_svg(self.join_url)

    def phone_qr_svg(self) -> str:
        """The QR code of the host's page for a phone."""
        return qr_svg(self.phone_url)
