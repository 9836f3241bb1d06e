/**
 * The shapes that the modules of the evening share; there is nothing here to run.
 *
 * Moments are RFC 3339 texts where they come from or go to the server, and milliseconds inside the rules.
 *
 * @typedef {"arrive" | "collect" | "leave" | "set_aside" | "undo"} Action
 * @typedef {"done" | "again" | "refused"} Result
 * @typedef {"camera" | "wedge" | "typed" | "search" | "self" | "link"} Via
 * @typedef {"expected" | "late" | "missing" | "here" | "left_early" | "stayed" | "no_show" | "excused" | "cancelled"} Standing
 * @typedef {"desk" | "kiosk" | "station" | "self"} Role
 * @typedef {[kind: "badge" | "short" | "foreign" | "pass", value: string, retired: 0 | 1]} Code
 */

/**
 * The event, as the copy brings it.
 * @typedef {object} EventInfo
 * @property {string} slug
 * @property {string} name
 * @property {string} timezone
 * @property {string} language
 * @property {string} venue
 * @property {string} doors
 * @property {string} start
 * @property {string} end
 * @property {number} missing_after seconds
 * @property {number} uncollected_after seconds
 * @property {number} set_aside_after seconds
 * @property {string} set_aside_at
 * @property {string[] | null} shows the fields of the list that this event's desk shows; null: all of them
 * @property {boolean} [prints_on_arrival] whether a badge comes out of a printer when its attendee arrives
 */

/**
 * This tablet, as the server knows it. `n` is the highest number of its scans that the server has.
 * @typedef {{id: number, name: string, role: Role, n?: number}} DeviceInfo
 */

/** @typedef {{id: number, name: string}} HostInfo */

/**
 * @typedef {"queued" | "claimed" | "created" | "sending" | "printing" | "blocked" | "printed" | "failed" | "unknown"
 *   | "cancelled"} PrintState
 * @typedef {"spoilt" | "lost" | "corrected"} ReprintReason
 */

/**
 * The latest badge of somebody that went to a printer, or is to go there.
 * @typedef {object} Print
 * @property {number} job
 * @property {PrintState} state
 * @property {number} revision 1 is the first badge
 * @property {string | null} printer the name of the station that has it, or that it is meant for
 * @property {number | null} position in the line of those that wait; 1 is next
 * @property {number | null} seconds until it is out, as far as can be told
 * @property {string} why the printer's own words, or why it failed
 * @property {string} reason why it is printed once more
 */

/**
 * A print station, as a desk is told of it.
 * @typedef {object} Printer
 * @property {string} name
 * @property {"idle" | "printing" | "blocked" | "offline"} state
 * @property {string[]} words the printer's own
 * @property {boolean} ready whether it takes badges
 * @property {boolean} held the organiser has stopped it
 * @property {number | null} labels_left where they are few; else null
 */

/**
 * An attendee as the server sends them. `expected_at` is what they said last, their own hour, else the start.
 * @typedef {object} ListedPerson
 * @property {number} id
 * @property {string} name
 * @property {string} first_name
 * @property {string} last_name
 * @property {string} company
 * @property {string} type
 * @property {string[]} hosts
 * @property {Standing} standing
 * @property {string} expected_at
 * @property {string | null} late_until
 * @property {number | null} [grace] how many seconds they are waited for, where not as long as all others
 * @property {boolean} excused
 * @property {boolean} cancelled
 * @property {string | null} arrived_at
 * @property {string | null} arrived_by
 * @property {string | null} collected_at
 * @property {string | null} collected_by
 * @property {string | null} left_at
 * @property {string | null} set_aside_at
 * @property {string} short_code
 * @property {number | null} box
 * @property {number | null} slot
 * @property {Record<string, unknown>} fields
 * @property {string | boolean} quiet a quiet wish; empty where there is none
 * @property {Code[]} codes
 * @property {string} found_by
 * @property {string | null} [vouched_by] the host who saw them arrive, where no desk did
 * @property {string | null} [vouch] the scan by which that host said so
 * @property {DeskWord[]} [words] the newest words between desks and hosts, the oldest first
 * @property {Print | null} [print] the latest print of their badge; null where none was asked for
 * @property {boolean} [has_badge] whether a badge of theirs lies somewhere, or did; not yet where it is to be printed
 */

/**
 * A word between a desk and a host; `by` is the name of the one whose it is.
 * @typedef {{id: number, from: "desk" | "host", word: string, words: string, by: string, at: string}} DeskWord
 */

/**
 * An attendee as the screens see them: what the server said, with this tablet's own scans over it, standing now.
 * `pending` says that something of it has not reached the server yet.
 * @typedef {ListedPerson & {pending: boolean}} Person
 */

/** When something first happened, and at which device. @typedef {{at: number, device: string | number}} Mark */

/**
 * What is true of one attendee; null where it has not happened.
 * @typedef {{arrived: Mark | null, collected: Mark | null, left: Mark | null, set_aside: Mark | null}} Facts
 */

/** One scan as the fold sees it.
 * @typedef {object} Move
 * @property {string} id
 * @property {Action} action
 * @property {number} at
 * @property {string | number} device
 * @property {number} n
 * @property {string | null} undoes
 */

/** What the server said of a scan.
 * @typedef {object} Told
 * @property {Result} result
 * @property {string | null} reason
 * @property {string | null} review
 * @property {{at: string, device: string} | null} first
 */

/** One scan as it is kept until the server has it, and after that for as long as it can be taken back.
 * @typedef {object} ScanItem
 * @property {"scan"} kind
 * @property {number} order its place among everything this tablet has to send
 * @property {number} n this device's own number, without gaps
 * @property {string} id
 * @property {Action} action
 * @property {string | null} code as it was scanned or typed
 * @property {number | null} person whose it is; negative while a walk-in has no number of the server's
 * @property {string | null} undoes
 * @property {string} at this device's own time
 * @property {Via} via
 * @property {string} note
 * @property {boolean} offline
 * @property {Told} shown
 * @property {Facts | null} before what was true when it was made
 * @property {(Told & {seq: number}) | null} acknowledged
 * @property {{code: string, message: string, at: number} | null} apart why the server would not take it
 */

/** A walk-in, written down at this desk.
 * @typedef {object} WalkInItem
 * @property {"walk_in"} kind
 * @property {number} order
 * @property {string} id
 * @property {number} person the number it has here until the server gives one
 * @property {{name: string, company: string, email: string, host: number | null, at: string}} body
 * @property {number | null} acknowledged the number the server gave
 * @property {{code: string, message: string, at: number} | null} apart
 */

/** A badge text corrected at this desk.
 * @typedef {object} CorrectionItem
 * @property {"correction"} kind
 * @property {number} order
 * @property {string} id
 * @property {number} person
 * @property {{name: string, company: string}} body
 * @property {true | null} acknowledged
 * @property {{code: string, message: string, at: number} | null} apart
 */

/** @typedef {ScanItem | WalkInItem | CorrectionItem} Item */

/**
 * What is kept beside the people: where the copy is true at, until when, and what the desk learnt.
 * @typedef {object} Meta
 * @property {EventInfo} event
 * @property {DeviceInfo} device
 * @property {HostInfo[]} hosts
 * @property {string[][]} nicknames
 * @property {number} seq the line of the journal the copy is true at
 * @property {number} heard the last line of the journal that was looked at for doubles
 * @property {number} copyAt this device's time when the copy was last in step
 * @property {number | null} lease the server's time after which the copy is gone
 * @property {number} clockOff how far this device's clock is ahead, in milliseconds
 * @property {Double[]} doubles
 * @property {string} shift
 */

/** Somebody who was let in twice while desks were apart, and where and when both times were, as far as it is known.
 * @typedef {{id: number, first: Where | null, second: Where | null}} Double
 *
 * @typedef {{at: string, device: string | null}} Where
 */

/** The server's answer to `copy`.
 * @typedef {object} CopyAnswer
 * @property {boolean} [whole]
 * @property {EventInfo} event
 * @property {DeviceInfo} device
 * @property {ListedPerson[]} attendees
 * @property {number[]} [gone]
 * @property {HostInfo[]} [hosts]
 * @property {string[][]} [nicknames]
 * @property {number} seq
 * @property {string} [now]
 * @property {string} [lease]
 */

/**
 * What a vault holds of the copy. `stamp` tells whether another tab has written since.
 * @typedef {{stamp: number, meta: Meta | null, chunks: Map<number, ListedPerson[]>}} StoredCopy
 *
 * What is to be written of the copy in one transaction; null beside a chunk removes it.
 * @typedef {object} CopyWriting
 * @property {Meta} meta
 * @property {Map<number, ListedPerson[] | null>} chunks
 * @property {boolean} whole every other chunk goes
 * @property {number} stamp the one this tab has seen; where the vault has another, nothing is written
 */

/** Where a tablet keeps what must outlive its tab. What `add` and `change` have answered is durable.
 * @typedef {object} Vault
 * @property {() => Promise<StoredCopy>} readCopy
 * @property {(writing: CopyWriting) => Promise<number | null>} writeCopy the new stamp; null: another tab was first
 * @property {() => Promise<{items: Item[], broken: number}>} readItems in their order; `broken` cannot be read
 * @property {() => Promise<{order: number, stamp: number}>} state the newest item's order, and the copy's stamp
 * @property {(item: Unplaced) => Promise<Item>} add gives it its order, and a scan its number
 * @property {(changed: Item[], gone: number[]) => Promise<void>} change
 * @property {(device: {id: number, n: number}, unsent: number[]) => Promise<boolean>} belongTo whose numbers these are:
 *     the next is above `n`; where it was another device's vault, the unsent scans are numbered anew, and it says so
 * @property {() => Promise<void>} wipePeople everything but what is unsent
 * @property {() => Promise<void>} wipe
 * @property {(changed: () => void) => () => void} watch tells when another tab has written
 * @property {() => void} close
 */

/** An item that the vault has not numbered yet.
 * @typedef {Omit<ScanItem, "order" | "n"> | Omit<WalkInItem, "order"> | Omit<CorrectionItem, "order">} Unplaced
 */

export {};
