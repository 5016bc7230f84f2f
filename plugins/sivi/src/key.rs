//! Keys made of several parts, so that different parts never give the same key.

/// The parts with `/` between them; a `/` or `%` within a part is written as `%2F` and `%25`.
pub fn joined(parts: &[&str]) -> String {
    let parts: Vec<String> =
        parts.iter().map(|part| part.replace('%', "%25").replace('/', "%2F")).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn different_parts_give_different_keys() {
        assert_eq!(joined(&["a", "b"]), "a/b");
        assert_ne!(joined(&["a/b", "c"]), joined(&["a", "b/c"]));
        assert_ne!(joined(&["a/b"]), joined(&["a%2Fb"]));
    }
}
