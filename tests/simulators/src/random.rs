//! Randomness that is the same for the same seed, on every machine.

/// A generator of 64-bit numbers (SplitMix64; Steele, Lea and Flood, 2014).
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A stream of its own for every pair of seed and index.
    pub fn new(seed: u64, index: u64) -> Random {
        let mut random = Random { state: seed };
        random.state = random.number() ^ index.wrapping_mul(0xD1B5_4A32_D192_ED03);
        random
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 when that is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.number().checked_rem(limit).unwrap_or(0)
    }

    /// True in so many cases of a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of `choices`; the default of the type when there are none.
    pub fn pick<T: Copy + Default>(&mut self, choices: &[T]) -> T {
        let place = self.below(choices.len() as u64) as usize;
        choices.get(place).copied().unwrap_or_default()
    }
}
