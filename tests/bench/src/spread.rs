//! What several rounds gave.

use std::time::{Duration, Instant};

/// The best and the median of several rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    /// Least disturbed by what else the machine did.
    pub(crate) best: f64,
    /// In the middle.
    pub(crate) median: f64,
}

impl Spread {
    /// Of values of which the lowest is the best.
    pub(crate) fn lowest(mut values: Vec<f64>) -> Spread {
        values.sort_by(f64::total_cmp);
        Spread {
            best: values.first().copied().unwrap_or(f64::NAN),
            median: percentile(&values, 50),
        }
    }

    /// Of values of which the highest is the best.
    pub(crate) fn highest(mut values: Vec<f64>) -> Spread {
        values.sort_by(f64::total_cmp);
        Spread { best: values.last().copied().unwrap_or(f64::NAN), median: percentile(&values, 50) }
    }

    /// Of one value that was taken once.
    pub(crate) fn once(value: f64) -> Spread {
        Spread { best: value, median: value }
    }
}

/// The value below which so many percent of the sorted values lie; not a number when there are none.
pub(crate) fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let at = sorted.len().saturating_sub(1) * percent / 100;
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

/// Runs `work` and gives what it took beside what it gave.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = work();
    (start.elapsed(), done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_is_the_end_that_is_wanted() {
        let values = vec![3.0, 1.0, 2.0, 9.0, 4.0];
        assert_eq!(Spread::lowest(values.clone()), Spread { best: 1.0, median: 3.0 });
        assert_eq!(Spread::highest(values), Spread { best: 9.0, median: 3.0 });
        assert!(Spread::lowest(Vec::new()).median.is_nan());
    }

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!((percentile(&values, 50), percentile(&values, 99)), (100.0, 198.0));
    }
}
