/** What the tablets say of the evening when it is over. */

export function reportOf({ time, server, tablets }) {
  return {
    now: time.now,
    requests: server.requests,
    tablets: tablets.map((tablet) => ({
      name: tablet.name,
      deaths: tablet.deaths,
      beeps: tablet.beeps,
      made: tablet.made.map(({ kind, id, n, action, at, shown, before }) => ({ kind, id, n, action, at, shown, before })),
      corrections: tablet.corrections,
      state: stateOf(tablet.tab),
      people: [...(tablet.tab?.evening.people.values() ?? [])],
      missing: tablet.tab?.evening.missing().map(({ id }) => id),
      counts: tablet.tab?.evening.counts(),
    })),
  };
}

function stateOf(tab) {
  if (!tab) return null;
  const { stage, unsent, apart, seq, trouble, reachable, doubles } = tab.evening.state;
  return { stage, unsent, apart, seq, trouble, reachable, doubles: doubles.map(({ person }) => person.id) };
}
