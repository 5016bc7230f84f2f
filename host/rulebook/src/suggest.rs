//! The known name that an unknown one was probably meant to be.

/// How alike two names must be (Jaro-Winkler, 0 to 1) to be worth suggesting; lower gives nonsense.
const LIKENESS: f64 = 0.8;

/// `bedoelt u …?` for the known name that is most like the one that was written.
pub(crate) fn meant<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    likeliest(written, known).map(|name| format!("bedoelt u `{name}`?"))
}

/// The known name that is most like the one that was written; none when no name is like it.
pub(crate) fn likeliest<'k>(
    written: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    let scored = known.into_iter().map(|name| (strsim::jaro_winkler(written, name), name));
    let (likeness, name) = scored.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    (likeness >= LIKENESS).then_some(name)
}

/// `bedoelt u …?` for the known name that is most like the one that was written, or else all known names
/// when they are few enough to read.
pub fn meant_or_list<'k, I>(written: &str, known: I) -> Option<String>
where
    I: IntoIterator<Item = &'k str> + Clone,
{
    meant(written, known.clone()).or_else(|| {
        let names: Vec<String> = known.into_iter().map(|name| format!("`{name}`")).collect();
        (!names.is_empty() && names.len() <= MOST_LISTED)
            .then(|| format!("mogelijk is: {}", names.join(", ")))
    })
}

/// What to do about a code that the catalogue does not have: the one that was probably meant, or
/// else adding it, with those that there are when they are few enough to read.
pub(crate) fn code_meant<'k, I>(written: &str, known: I) -> String
where
    I: IntoIterator<Item = &'k str> + Clone,
{
    meant(written, known.clone()).unwrap_or_else(|| {
        let add = "voeg de code toe aan catalogus.toml";
        meant_or_list(written, known)
            .map_or_else(|| add.to_owned(), |list| format!("{add}; {list}"))
    })
}

/// Most names that a remark lists.
const MOST_LISTED: usize = 12;
