//! A reader that keeps count of what goes through it and stops what grows too large.

use std::io::{BufRead, Error, Read, Result};

/// Why the meter stopped the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overrun {
    /// The message as a whole.
    Message,
    /// A start tag or end tag.
    Tag,
    /// A text, comment or other piece of it.
    Text,
}

/// Counts bytes and lines, and watches for characters that XML does not have.
pub(super) struct Meter<R> {
    from: R,
    /// Bytes read since the meter was made.
    pub(super) bytes: u64,
    /// Line ends read since the meter was made.
    pub(super) lines: u64,
    /// Whether a control character came by that XML 1.0 does not have.
    pub(super) illegal: bool,
    /// Set when reading was stopped.
    pub(super) overrun: Option<Overrun>,
    most: Most,
    piece_from: u64,
    /// The first two bytes of the present piece, as far as it was read.
    piece_start: (Option<u8>, Option<u8>),
}

/// How many bytes the meter lets through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Most {
    /// In all.
    pub(super) message: u64,
    /// In one tag.
    pub(super) tag: u64,
    /// In any other piece.
    pub(super) text: u64,
}

impl<R: BufRead> Meter<R> {
    /// Lets through `most`, give or take what the reader behind it buffers.
    pub(super) fn new(from: R, most: Most) -> Meter<R> {
        Meter {
            from,
            bytes: 0,
            lines: 0,
            illegal: false,
            overrun: None,
            most,
            piece_from: 0,
            piece_start: (None, None),
        }
    }

    /// A new piece begins here.
    pub(super) fn begin_piece(&mut self) {
        self.piece_from = self.bytes;
        self.piece_start = (None, None);
    }

    /// Length of the present piece so far, in bytes.
    pub(super) fn piece(&self) -> u64 {
        self.bytes - self.piece_from
    }

    /// Whether the present piece is a tag: it starts with `<` and is no comment, CDATA or instruction.
    fn in_tag(&self) -> bool {
        self.piece_start.0 == Some(b'<') && !matches!(self.piece_start.1, Some(b'!' | b'?'))
    }

    fn start_piece(&mut self, read: [Option<u8>; 2]) {
        match (self.piece_start, read) {
            ((None, _), [first, second]) => self.piece_start = (first, second),
            ((first, None), [second, _]) => self.piece_start = (first, second),
            _ => {}
        }
    }

    fn stop(&mut self, why: Overrun) -> Error {
        self.overrun = Some(why);
        Error::other("te groot")
    }
}

impl<R: BufRead> BufRead for Meter<R> {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        if self.bytes > self.most.message {
            return Err(self.stop(Overrun::Message));
        }
        match self.in_tag() {
            true if self.piece() > self.most.tag => return Err(self.stop(Overrun::Tag)),
            false if self.piece() > self.most.text => return Err(self.stop(Overrun::Text)),
            _ => {}
        }
        self.from.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // The buffer is still there: asking for it again costs nothing and cannot fail.
        let read = self.from.fill_buf().ok().and_then(|bytes| bytes.get(..amount));
        let read = read.unwrap_or_default();
        self.lines += read.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.illegal |=
            read.iter().any(|byte| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r'));
        let start = [read.first().copied(), read.get(1).copied()];
        self.start_piece(start);
        self.bytes += amount as u64;
        self.from.consume(amount);
    }
}

impl<R: BufRead> Read for Meter<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let mut from = self.fill_buf()?;
        let read = from.read(into)?;
        self.consume(read);
        Ok(read)
    }
}
