"""Links that open a door: signed, so that none has to be kept, and closed by raising a number."""

from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from badges import codes
from badges.model import Attendee, Device, Event, Host, HostChannel, Letter, Organiser
from badges.settings import Settings

# A sign-in link for an organiser or a tablet is for now; a host's is for the evening and after it.
SIGN_IN_FOR = 24 * 60 * 60  # seconds


class Links:
    """Makes and reads the links of one installation."""

    def __init__(self, settings: Settings) -> None:
        self._public_url = settings.public_url
        self._secret = settings.secret_key
        self._host = URLSafeSerializer(settings.secret_key, salt="host")
        self._device = URLSafeTimedSerializer(settings.secret_key, salt="device")
        self._organiser = URLSafeTimedSerializer(settings.secret_key, salt="organiser")
        self._channel = URLSafeSerializer(settings.secret_key, salt="channel")

    def host(self, host: Host) -> str:
        """The address of a host's live page."""
        return f"{self._public_url}/h/{self._host.dumps(host_mark(host))}"

    def device(self, device: Device) -> str:
        """The address that signs a tablet in as this device."""
        return f"{self._public_url}/d/{self._device.dumps(device_mark(device))}"

    def organiser(self, organiser: Organiser) -> str:
        """The address that signs an organiser in."""
        return f"{self._public_url}/o/{self._organiser.dumps(organiser_mark(organiser))}"

    def own_pass(self, attendee: Attendee) -> str:
        """The address of an attendee's pass, which is also what its QR holds."""
        return codes.pass_url(self._public_url, codes.pass_code(self._secret, attendee.pass_seed))

    def letter(self, letter: Letter) -> str:
        """The address of the page that answers a letter."""
        return self.letter_of(codes.letter_code(self._secret, letter.link_seed or b""))

    def letter_of(self, code: str) -> str:
        """The same, where the letter's code is known."""
        return codes.letter_url(self._public_url, code)

    def channel(self, channel: HostChannel, slug: str) -> str:
        """The address at which a host says that a test over this channel has reached them."""
        token = self._channel.dumps([channel.id, channel.address_hash[:12]])
        return f"{self._public_url}/host/{slug}/reached/{token}"

    def open_page(self, event: Event) -> str:
        """The address of an event's open page, which the poster's QR holds."""
        return f"{self._public_url}/e/{event.slug}"

    def read_channel(self, token: str) -> list[Any] | None:
        """The mark in a test's link, or None when we did not make it."""
        return _read(lambda: self._channel.loads(token))

    def read_host(self, token: str) -> list[Any] | None:
        """The mark in a host's link, or None when we did not make it."""
        return _read(lambda: self._host.loads(token))

    def read_device(self, token: str) -> list[Any] | None:
        """The mark in a device's link, or None when we did not make it or it is too old."""
        return _read(lambda: self._device.loads(token, max_age=SIGN_IN_FOR))

    def read_organiser(self, token: str) -> list[Any] | None:
        """The mark in an organiser's link, or None when we did not make it or it is too old."""
        return _read(lambda: self._organiser.loads(token, max_age=SIGN_IN_FOR))


def host_mark(host: Host) -> list[Any]:
    """What a host's link and session hold."""
    return [host.id, host.link_version]


def device_mark(device: Device) -> list[Any]:
    """What a device's link and session hold; a rolled key ends both."""
    return [device.id, device.key_hash[:12]]


def organiser_mark(organiser: Organiser) -> list[Any]:
    """What an organiser's link and session hold."""
    return [organiser.id, organiser.link_version]


def pass_mark(attendee: Attendee) -> list[Any]:
    """What the session of somebody who opened their pass holds; a new pass ends it."""
    return [attendee.id, codes.fingerprint(attendee.pass_seed.hex())[:12]]


def _read(load: Any) -> list[Any] | None:
    try:
        mark = load()
    except BadSignature:
        return None
    return mark if isinstance(mark, list) else None
