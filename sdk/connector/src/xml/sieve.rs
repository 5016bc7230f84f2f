//! Takes the long base64 texts out of an XML message while it is read, and remembers where they were.
//! Only their line ends stay, so that a line of what is kept is that line of the message.
//!
//! It knows no more of XML than it takes to tell text from markup, and that in the way of the parser
//! behind it. Whatever it does not recognise it passes on: the guard will have something to say.

/// A run of the base64 alphabet and white space, right behind a `>`, that was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// Bytes kept before it.
    pub(super) place: usize,
    /// Bytes of it that were left out.
    pub(super) left_out: u64,
    /// Whether it is nothing but white space.
    pub(super) blank: bool,
}

/// Where the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// In text that can be left out so far: it began behind a `>`.
    Run,
    /// In other text.
    Text,
    /// Behind `<`, while it is not yet clear what kind of markup this is.
    Opening,
    /// In a tag, within these quotes when there are any.
    Tag(Option<u8>),
    /// In a comment or CDATA, with so many bytes seen of what ends it.
    Within(&'static [u8], usize),
    /// In something that no honest message has; all of the rest is kept.
    Beyond,
}

const COMMENT: &[u8] = b"!--";
const CDATA: &[u8] = b"![CDATA[";

/// The sieve, with what it kept so far.
#[derive(Debug)]
pub(super) struct Sieve {
    at: At,
    /// Runs of at most so many bytes are kept.
    longest: usize,
    kept: Vec<u8>,
    runs: Vec<Run>,
    /// The present run, as long as it may still be kept; after that its line ends.
    held: Vec<u8>,
    /// Bytes of the present run.
    length: u64,
    /// Whether the present run is nothing but white space so far.
    blank: bool,
    /// What stands behind the last `<`, as far as it tells that.
    opening: Vec<u8>,
}

impl Sieve {
    /// Leaves out what is longer than `longest` bytes.
    pub(super) fn new(longest: usize) -> Sieve {
        Sieve {
            at: At::Text,
            longest,
            kept: Vec::new(),
            runs: Vec::new(),
            held: Vec::new(),
            length: 0,
            blank: true,
            opening: Vec::new(),
        }
    }

    /// Bytes kept so far.
    pub(super) fn kept(&self) -> usize {
        self.kept.len() + self.held.len()
    }

    /// The next bytes of the message.
    pub(super) fn pass(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let taken = match self.at {
                At::Run => self.run(bytes),
                _ => self.keep(bytes),
            };
            bytes = bytes.get(taken..).unwrap_or_default();
        }
    }

    /// What was kept, and what was left out of it.
    pub(super) fn finish(mut self) -> (Vec<u8>, Vec<Run>) {
        self.end_run();
        (self.kept, self.runs)
    }

    /// Takes the bytes that belong to the present run; gives how many.
    fn run(&mut self, bytes: &[u8]) -> usize {
        let length = bytes.iter().position(|byte| !in_run(*byte)).unwrap_or(bytes.len());
        let part = bytes.get(..length).unwrap_or_default();
        let was_kept = !self.is_long();
        self.length += length as u64;
        self.blank = self.blank && part.iter().all(u8::is_ascii_whitespace);
        if !self.is_long() {
            self.held.extend_from_slice(part);
        } else {
            if was_kept {
                self.held.retain(is_line_end);
            }
            self.held.extend(part.iter().filter(|byte| is_line_end(byte)));
        }
        if length < bytes.len() {
            self.end_run();
            self.at = At::Text;
        }
        length
    }

    fn is_long(&self) -> bool {
        self.length > self.longest as u64
    }

    fn end_run(&mut self) {
        if self.is_long() {
            let left_out = self.length - self.held.len() as u64;
            self.runs.push(Run { place: self.kept.len(), left_out, blank: self.blank });
        }
        self.kept.append(&mut self.held);
        (self.length, self.blank) = (0, true);
    }

    /// Keeps bytes up to and including one that changes where we are; gives how many.
    fn keep(&mut self, bytes: &[u8]) -> usize {
        let turn = match self.at {
            At::Text => bytes.iter().position(|byte| *byte == b'<'),
            At::Tag(None) => bytes.iter().position(|byte| b">'\"".contains(byte)),
            At::Tag(Some(quote)) => bytes.iter().position(|byte| *byte == quote),
            At::Opening | At::Within(..) => Some(0),
            At::Run | At::Beyond => None,
        };
        let length = turn.map_or(bytes.len(), |turn| turn + 1);
        let part = bytes.get(..length).unwrap_or_default();
        self.kept.extend_from_slice(part);
        if let (Some(_), Some(last)) = (turn, part.last()) {
            self.at = self.behind(*last);
        }
        length
    }

    /// Where we are behind `byte`.
    fn behind(&mut self, byte: u8) -> At {
        match (self.at, byte) {
            (At::Text, _) => {
                self.opening.clear();
                At::Opening
            }
            (At::Opening, _) => self.opened(byte),
            (At::Tag(None), b'>') => At::Run,
            (At::Tag(None), quote) => At::Tag(Some(quote)),
            (At::Tag(Some(_)), _) => At::Tag(None),
            (At::Within(end, seen), _) => within(end, seen, byte),
            (at, _) => at,
        }
    }

    fn opened(&mut self, byte: u8) -> At {
        self.opening.push(byte);
        match self.opening.as_slice() {
            b"?" => At::Within(b"?>", 0),
            COMMENT => At::Within(b"-->", 0),
            CDATA => At::Within(b"]]>", 0),
            so_far if COMMENT.starts_with(so_far) || CDATA.starts_with(so_far) => At::Opening,
            [b'!', ..] => At::Beyond,
            _ => match byte {
                b'>' => At::Run,
                b'\'' | b'"' => At::Tag(Some(byte)),
                _ => At::Tag(None),
            },
        }
    }
}

/// Where we are behind `byte`, in something that lasts until `end`, of which `seen` bytes came by.
fn within(end: &'static [u8], seen: usize, byte: u8) -> At {
    let expected = end.get(seen).copied();
    if expected == Some(byte) {
        let seen = seen + 1;
        return if seen == end.len() { At::Run } else { At::Within(end, seen) };
    }
    // The ends are a byte that is repeated, and `>`: one more of that byte changes nothing.
    let repeated = end.first() == Some(&byte);
    At::Within(end, if repeated { seen.max(1) } else { 0 })
}

fn is_line_end(byte: &u8) -> bool {
    *byte == b'\n'
}

/// Whether a run can hold this byte: the base64 alphabet and the white space of XML.
fn in_run(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'+' | b'/' | b'=' | b' ' | b'\t' | b'\r' | b'\n')
}
