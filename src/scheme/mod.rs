//! The scheme: factors, levels, points, bands and the numbers of the matching procedure, all read from data.
//!
//! Reading checks everything that the engine relies on, so the values here cannot be wrong: points grow with each level,
//! bands follow each other so that no total falls between them, and a [`Level`] that exists in memory exists in its factor.

mod band;
mod date_of_level;
mod factor;
mod factor_names;
mod points;
mod read;
mod run;
mod totals;
mod types;

pub use band::{Band, Located};
pub use factor::{Factor, Level, Levels};
pub(crate) use factor_names::pattern as factor_name_pattern;
pub use points::PointsRange;
pub(crate) use read::{read_band_run, read_by_factor, read_levels, read_points_range, unknown_factor};
pub use run::BandRun;
pub(crate) use totals::TotalSet;
pub use types::{Matching, Scheme};
