"""Three tablets, a kiosk and two phones in real browsers, and a venue in which anything may go wrong."""

from types import SimpleNamespace

from sqlalchemy import select

from badges import access
from badges.badge_table.laying import lay_out
from badges.model import Notice, Scan
from badges.moments import now
from tests.browser import PHONE, TABLET
from tests.builders import a_host, an_attendee, an_event, badge_of
from tests.kiosks import SIZES, typed
from tests.post import wait_until
from tests.scanner import scans
from tests.sync.world import Clock, Evening

NAMES = (
    "Mira Okafor", "Noor Haddad", "Joanna Wren", "Shira Ben-Ami", "Tomás Ibarra", "Ada Nwosu", "Bo Lindqvist",
    "Chen Wei", "Dara Singh", "Emre Yılmaz", "Fay Osei", "Gil Peretz", "Hana Sato", "Ivo Marin", "Jun Park",
)  # fmt: skip
DESKS = ("Desk 1", "Desk 2", "Desk 3")
# One tablet's clock goes wrong by this many milliseconds.
OFF = 10 * 60_000
PATIENCE = 30_000

ANOTHER_CLOCK = """
  const Right = Date;
  globalThis.Date = class extends Right {
    constructor(...said) {
      if (said.length) super(...said);
      else super(Right.now() + OFF);
    }
    static now() {
      return Right.now() + OFF;
    }
  };
"""

# What the disk of a tablet holds, read as the desk reads it, without a network.
KEPT = """async (slug) => {
  const { openEvening } = await import("/static/js/evening/evening.js");
  const { openVault } = await import("/static/js/evening/vault.js");
  const { Unreachable } = await import("/static/js/evening/network.js");
  const nobody = async () => { throw new Unreachable("no network"); };
  const network = { get: nobody, post: nobody, stream: nobody };
  const { items } = await (await openVault(slug)).readItems();
  const evening = await openEvening({ base: "looked:/", vault: await openVault(slug), network, live: false });
  const { stage, unsent, apart, trouble, reachable, clockOff, doubles } = evening.state;
  const ids = doubles.map(({ person }) => person.id);
  const state = { stage, unsent, apart, trouble, reachable, clockOff, doubles: ids };
  const people = [...evening.people.values()];
  evening.close();
  return { made: items, state, people };
}"""


# The line of the journal at which the disk's copy is true.
KEPT_SEQ = """async (slug) => {
  const vault = await (await import("/static/js/evening/vault.js")).openVault(slug);
  const { meta } = await vault.readCopy();
  vault.close();
  return meta?.seq;
}"""


class RealEvening(Evening):
    """What the database of a real server says of its evening, asked as of the simulation's."""

    def __init__(self, service):
        self.world, self.service, self.slug = service, service, "whole"
        with service.store.writing() as session:
            self.event = an_event(session, self.slug, start=now(), kiosk_pin_hash=access.hash_pin("4711"))
            self.host = a_host(session, self.event)
            who = [an_attendee(session, self.event, name, hosts=[self.host]) for name in NAMES]
            codes = [badge_of(session, one) for one in who]
        lay_out(service.store, self.slug, now=now())
        self.people = [
            SimpleNamespace(id=one.id, name=one.name, code=code, door=service.links.own_pass(one))
            for one, code in zip(who, codes, strict=True)
        ]
        devices = [service.device(self.event, name)[0] for name in DESKS]
        self.desks = [
            {"name": one.name, "id": one.id, "door": service.links.device(one)} for one in devices
        ]
        self.kiosk = service.device(self.event, "Kiosk", "kiosk")[0]
        self.kiosk_door = service.links.device(self.kiosk)

    def look(self):
        """From here on the evening is looked at as it is at this moment."""
        Clock.present = now()

    def told(self):
        """About whom the host's page has a notice of a double."""
        with self.service.store.reading() as session:
            theirs = (Notice.host_id == self.host.id, Notice.kind == "conflict", Notice.channel == "page")
            return set(session.scalars(select(Notice.attendee_id).where(*theirs)))

    def by(self, device):
        """The scans of a device, or of all the phones (None), in their order."""
        with self.service.store.reading() as session:
            whose = Scan.device_id.is_(None) if device is None else Scan.device_id == device.id
            mine = (Scan.event_id == self.event.id, whose)
            return list(session.scalars(select(Scan).where(*mine).order_by(Scan.seq)))


class Place:
    """Somebody's browser at the party: it loses the network, and finds it again."""

    def __init__(self, browser, door, troubles, *, size=TABLET, off=0):
        self.context = browser.new_context(viewport=size, reduced_motion="reduce")
        if off:
            self.context.add_init_script(ANOTHER_CLOCK.replace("OFF", str(off)))
        self.troubles, self.away = troubles, False
        self.open(door)

    def open(self, door):
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.goto(door)

    def go_away(self):
        self.away = True
        self.context.set_offline(True)

    def come_back(self):
        self.away = False
        self.context.set_offline(False)


class Desk(Place):
    """A tablet at a desk, and how many beeps its volunteer heard."""

    def __init__(self, browser, desk, troubles, **how):
        super().__init__(browser, desk["door"], troubles, **how)
        self.name, self.beeps, self.deaths = desk["name"], 0, 0
        self.ready()
        self.address = self.page.url
        self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")

    def ready(self):
        self.page.locator("#counts").wait_for()

    def _answered(self, what):
        self.page.evaluate("document.querySelector('[data-answer]')?.setAttribute('data-before', '')")
        what()
        self.page.locator("[data-answer]:not([data-before])").wait_for()
        self.beeps += 1

    def scan(self, code):
        self._answered(lambda: scans(self.page, code))

    def undo(self):
        """Take back what is on the screen, where it can be."""
        button = self.page.get_by_role("button", name="Undo", exact=True)
        if button.count():
            self._answered(button.click)

    def die(self):
        """The tab is closed as soon as it beeped, and opened again."""
        self.page.close()
        self.reopen()

    def reopen(self):
        self.deaths += 1
        self.open(self.address)
        self.ready()

    def settle(self, evening):
        """Wait until everything is sent, and everybody else's taken in."""
        self.page.locator('.step[data-unsent="0"][data-reachable="true"]').wait_for()
        wait_until(lambda: self.page.evaluate(KEPT_SEQ, evening.slug) == evening.seq(), PATIENCE / 1000)

    def report(self, house, slug):
        """What its disk holds, as tests/sync tells it."""
        self.page.goto(f"{house}/healthz")
        said = self.page.evaluate(KEPT, slug)
        return {"name": self.name, "beeps": [], "deaths": self.deaths, "corrections": [], **said}


class Kiosk(Place):
    """The kiosk, and how many it answered."""

    def __init__(self, browser, evening, troubles):
        super().__init__(browser, evening.kiosk_door, troubles, size=SIZES["landscape"])
        self.page.wait_for_selector("[data-lower]:not([hidden])")
        self.beeps, self.begins = 0, True

    def serve(self, code, *, reachable):
        """Somebody with a code: read, confirmed, welcome; or sent to the desk where nobody answers."""
        if not self.begins and not reachable:
            return
        if not self.begins:
            self.page.goto(self.page.url)
            self.page.wait_for_selector("[data-lower]:not([hidden])")
        self.begins = False
        typed(self.page, code)
        step = self._at("read", "answer", "unreachable")
        if step == "read":
            self.page.click("text=Yes, that is me")
            step = self._at("answer")
        self.beeps += step == "answer"

    def _at(self, *steps):
        wanted = ",".join(f'#step[data-step="{step}"]:not([aria-busy])' for step in steps)
        return self.page.wait_for_selector(wanted).get_attribute("data-step")


class Phone(Place):
    """The phone of an attendee, with their own pass."""

    def __init__(self, browser, person, troubles):
        super().__init__(browser, person.door, troubles, size=PHONE)
        self.person, self.said = person, False
        self.page.wait_for_selector("[data-stays]:not([hidden])")

    def check_in(self, *, reachable):
        """Say "I am here"; what it says without a network is said to be unsent, and to nobody."""
        button = self.page.get_by_role("button", name="I am here")
        if self.said or not button.is_visible():
            return
        button.click()
        said = self.page.get_by_role("heading", name="you are here")
        unsent = self.page.locator(".when-unsent")
        said.or_(unsent).locator("visible=true").first.wait_for()
        self.said = said.is_visible()
        assert self.said == reachable
