//! The scheme: factors, levels, points, bands and the numbers of the matching procedure, all read from data.
//!
//! Reading checks everything on which the engine relies: points grow with each level, no total of a job falls between two
//! bands, and every [`Level`] in memory is a level of its factor.

mod band;
mod date_of_level;
mod factor;
mod factor_names;
mod points;
mod read;
mod run;
mod shared;
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
