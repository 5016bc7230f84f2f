//! Rust text seen as code, comments and literals, just far enough for the rules.

/// A Rust file in two layers. Both have the lines and columns of the file; what belongs to
/// neither (the inside of strings and character literals) is blank in both.
#[derive(Debug)]
pub(crate) struct Layers {
    pub(crate) code: String,
    pub(crate) comments: String,
}

/// Takes the layers of a Rust file apart.
pub(crate) fn layers(text: &str) -> Layers {
    let mut reader = Reader {
        chars: text.chars().collect(),
        at: 0,
        layers: Layers { code: String::new(), comments: String::new() },
    };
    while reader.step() {}
    reader.layers
}

/// Which layer a character goes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    Code,
    Comment,
    Literal,
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    layers: Layers,
}

impl Reader {
    /// Reads one element; false at the end.
    fn step(&mut self) -> bool {
        let Some(first) = self.peek(0) else { return false };
        match (first, self.peek(1)) {
            ('/', Some('/')) => self.take_while(Layer::Comment, |c| c != '\n'),
            ('/', Some('*')) => self.block_comment(),
            ('"', _) => self.quoted('"'),
            ('\'', _) => self.character_or_lifetime(),
            _ if is_word(first) => match self.raw_string_hashes() {
                Some(hashes) => self.raw_string(hashes),
                None => self.take_while(Layer::Code, is_word),
            },
            _ => self.take(1, Layer::Code),
        }
        true
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn take(&mut self, count: usize, layer: Layer) {
        for _ in 0..count {
            let Some(c) = self.peek(0) else { return };
            self.at += 1;
            let shown = |wanted| if layer == wanted || c == '\n' { c } else { ' ' };
            self.layers.code.push(shown(Layer::Code));
            self.layers.comments.push(shown(Layer::Comment));
        }
    }

    fn take_while(&mut self, layer: Layer, goes_on: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&goes_on) {
            self.take(1, layer);
        }
    }

    /// Block comments nest.
    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => depth += 1,
                (Some('*'), Some('/')) => depth -= 1,
                (Some(_), _) => {
                    self.take(1, Layer::Comment);
                    continue;
                }
                (None, _) => return,
            }
            self.take(2, Layer::Comment);
            if depth == 0 {
                return;
            }
        }
    }

    fn quoted(&mut self, quote: char) {
        self.take(1, Layer::Literal);
        while let Some(c) = self.peek(0) {
            self.take(if c == '\\' { 2 } else { 1 }, Layer::Literal);
            if c == quote {
                return;
            }
        }
    }

    fn character_or_lifetime(&mut self) {
        if self.peek(1) == Some('\\') || self.peek(2) == Some('\'') {
            self.quoted('\'');
        } else {
            self.take(1, Layer::Code);
        }
    }

    /// The number of `#` when a raw string (`r"…"`, `br#"…"#`) starts here.
    fn raw_string_hashes(&self) -> Option<usize> {
        let prefix = match (self.peek(0), self.peek(1)) {
            (Some('r'), _) => 1,
            (Some('b' | 'c'), Some('r')) => 2,
            _ => return None,
        };
        let hashes = (prefix..).take_while(|&ahead| self.peek(ahead) == Some('#')).count();
        (self.peek(prefix + hashes) == Some('"')).then_some(hashes)
    }

    fn raw_string(&mut self, hashes: usize) {
        self.take_while(Layer::Literal, |c| c != '"');
        self.take(1, Layer::Literal);
        while let Some(c) = self.peek(0) {
            let closes = c == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some('#'));
            self.take(1, Layer::Literal);
            if closes {
                self.take(hashes, Layer::Literal);
                return;
            }
        }
    }
}

/// A word or a sign of the code layer, with its line counted from 1.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) text: &'a str,
    pub(crate) line: usize,
}

impl Token<'_> {
    /// Whether this is a name, keyword or number.
    pub(crate) fn is_word(&self) -> bool {
        self.text.starts_with(is_word)
    }
}

/// The words and signs of a code layer.
pub(crate) fn tokens(code: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let end = match is_word(first) {
                true => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                false => first.len_utf8(),
            };
            let (text, after) = rest.split_at(end);
            tokens.push(Token { text, line: index + 1 });
            rest = after.trim_start();
        }
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[test]
fn comments_and_literals_are_told_from_code() {
    let text = r##"let a = "// no \" {"; // yes {
let b = br#"x " /* { "#; /* one /* two */ { */ let c = '{'; let d: &'a str = '\'';"##;
    let layers = layers(text);
    let code: Vec<&str> = tokens(&layers.code).iter().map(|token| token.text).collect();
    assert_eq!(code.join(" "), "let a = ; let b = ; let c = ; let d : & ' a str = ;");
    assert_eq!(
        layers.comments.split_whitespace().collect::<Vec<_>>().join(" "),
        "// yes { /* one /* two */ { */"
    );
}

#[test]
fn a_raw_name_is_no_raw_string() {
    assert_eq!(layers("r#type = \"x\" + bread").code.replace(' ', ""), "r#type=+bread");
}
