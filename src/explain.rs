//! Explains where a job's total lies in its band and which level changes would move it: arithmetic, not advice.

use serde::{Serialize, Serializer};

use crate::job::{Assessment, Job};
use crate::scheme::{Band, BandRun, Factor, Level, Levels, PointsRange, Scheme, TotalSet};
use crate::score::{Standing, points_range};

/// A job's place in its band and its distance from others. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct Explanation<'j> {
    /// The job.
    pub job: &'j Job<'j>,
    /// The job's total among the bands.
    pub standing: Standing<'j>,
    /// Distances of the total from the edges of its band, `None` unless the job is complete.
    pub edges: Option<Edges>,
    /// All changes of one factor by one level that move the job out of its band.
    pub single_changes: Vec<Step<'j>>,
    /// Fewest level changes that reach the next band down and up, or the band asked for.
    pub reaches: Vec<Reach<'j>>,
    /// Factors that are not settled, those with the most points at stake first.
    pub open_factors: Vec<OpenFactor<'j>>,
}

/// Distances of a total from the edges of its band, in points. A total outside all bands has one edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Edges {
    /// Points above the lower edge, `None` below all bands and in a first band that starts at 0.
    pub above_lower: Option<u32>,
    /// Points below the upper edge, `None` above all bands and in a last band without an upper end.
    pub below_upper: Option<u32>,
    /// Greatest distance at which a total counts as borderline, in points.
    pub margin: u32,
    /// True if the total is within the margin of either edge.
    pub borderline: bool,
}

/// A change of one factor by one level that moves the job out of its band.
#[derive(Debug, Clone, Serialize)]
pub struct Step<'j> {
    /// The change.
    #[serde(flatten)]
    pub change: LevelChange<'j>,
    /// Total after the change, in points.
    pub total: u32,
    /// Band after the change, `None` outside all bands.
    #[serde(serialize_with = "by_name")]
    pub band: Option<&'j Band>,
}

fn by_name<S: Serializer>(band: &Option<&Band>, serializer: S) -> Result<S::Ok, S::Error> {
    band.map(Band::name).serialize(serializer)
}

/// One factor's move to another level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelChange<'j> {
    /// The factor's number in the scheme, from 1.
    pub number: usize,
    /// The factor's id.
    pub id: &'j str,
    /// The factor's published name.
    pub name: &'j str,
    /// Number of the level before the change.
    pub from: u8,
    /// Number of the level after the change.
    pub to: u8,
    /// Points gained, negative if lost.
    pub points: i64,
}

/// The fewest level changes that bring the total into a band.
#[derive(Debug, Clone, Serialize)]
pub struct Reach<'j> {
    /// Band or run of bands to reach.
    pub band: BandRun<'j>,
    /// Least number of changes, each of one factor by one level: 0 if the total lies in the band already, `None` if no
    /// levels reach it.
    pub changes: Option<u32>,
    /// Number of ways that need only that many changes.
    pub ways_count: u64,
    /// Levels that change in each way, up to the limit; ways that move the total least come first.
    pub ways: Vec<Vec<LevelChange<'j>>>,
}

/// A factor that is not settled.
#[derive(Debug, Clone, Serialize)]
pub struct OpenFactor<'j> {
    /// The factor's number in the scheme, from 1.
    pub number: usize,
    /// The factor's id.
    pub id: &'j str,
    /// The factor's published name.
    pub name: &'j str,
    /// Levels given, `None` while not assessed.
    pub level: Option<&'j Levels<'j>>,
    /// Points of the lowest and the highest level that the factor could still be given.
    pub points_range: PointsRange,
    /// Difference between the two, in points.
    pub swing: u32,
    /// True if the band can still depend on the factor: some way of settling the other factors leaves two bands possible.
    pub can_change_band: bool,
}

/// Default distance from an edge at which a total counts as borderline, in points.
pub const MARGIN: u32 = 10;

/// Settings of an explanation.
#[derive(Debug, Clone, Copy)]
pub struct ExplainSettings<'s> {
    /// Band or run of bands to reach, `None` for the next ones down and up.
    pub to: Option<BandRun<'s>>,
    /// Greatest distance from an edge at which a total counts as borderline, in points.
    pub margin: u32,
    /// Most ways to list for each band.
    pub limit: usize,
}

/// Explains a job's place in its band. Leaves out all that needs a total while the job is incomplete.
pub fn explain<'j>(job: &'j Job<'j>, settings: ExplainSettings<'j>) -> Explanation<'j> {
    let (scheme, standing) = (job.scheme(), Standing::from_job(job));
    let levels: Option<Vec<Level<'j>>> = job.assessments().iter().map(Assessment::settled).collect();
    let (single_changes, reaches) = match (&levels, standing.total) {
        (Some(levels), Some(total)) => {
            let targets = settings.to.map_or_else(|| neighbours(scheme, total), |to| vec![to]);
            let fewest_from = fewest_from(levels);
            let reaches = targets
                .into_iter()
                .map(|target| reach(levels, &fewest_from, target, settings.limit))
                .collect();
            (single_changes(levels, total, scheme), reaches)
        }
        _ => (Vec::new(), Vec::new()),
    };
    Explanation {
        job,
        standing,
        edges: standing.total.map(|total| edges(total, scheme, settings.margin)),
        single_changes,
        reaches,
        open_factors: open_factors(job),
    }
}

/// Returns the distances of a total from the edges of its band, or of the totals below or above all bands.
pub(crate) fn edges(total: u32, scheme: &Scheme, margin: u32) -> Edges {
    let bands = scheme.bands();
    let starts = bands.iter().map(Band::from).chain(bands.last().and_then(Band::to).map(|to| to + 1));
    let ends =
        bands.iter().filter_map(Band::to).chain(bands.first().and_then(|first| first.from().checked_sub(1)));
    let lower = starts.filter(|start| *start <= total).max().filter(|start| *start > 0);
    let upper = ends.filter(|end| *end >= total).min();
    let (above_lower, below_upper) = (lower.map(|lower| total - lower), upper.map(|upper| upper - total));
    let borderline = [above_lower, below_upper].into_iter().flatten().any(|points| points <= margin);
    Edges { above_lower, below_upper, margin, borderline }
}

/// Returns the next band below a total and the next above.
fn neighbours(scheme: &Scheme, total: u32) -> Vec<BandRun<'_>> {
    let bands = scheme.bands();
    let below = bands.iter().rev().find(|band| band.totals().max < total);
    let above = bands.iter().find(|band| band.from() > total);
    [below, above].into_iter().flatten().filter_map(|band| scheme.run_of(band)).collect()
}

fn single_changes<'j>(levels: &[Level<'j>], total: u32, scheme: &'j Scheme) -> Vec<Step<'j>> {
    let now = scheme.band(total);
    let mut steps = Vec::new();
    for level in levels {
        let numbers = [level.number().checked_sub(1), level.number().checked_add(1)];
        for to in numbers.into_iter().flatten().filter_map(|number| level.factor().level(number)) {
            let total = total - level.points() + to.points();
            let band = scheme.band(total);
            if band != now {
                steps.push(Step { change: change(*level, to), total, band });
            }
        }
    }
    steps
}

fn change<'j>(from: Level<'j>, to: Level<'j>) -> LevelChange<'j> {
    let factor = from.factor();
    LevelChange {
        number: factor.number(),
        id: factor.id(),
        name: factor.name(),
        from: from.number(),
        to: to.number(),
        points: i64::from(to.points()) - i64::from(from.points()),
    }
}

/// The fewest changes that bring some factors to a total, and the number of ways to do so.
#[derive(Debug, Clone, Copy)]
struct Fewest {
    changes: u32,
    ways: u64,
}

/// The fewest changes for each total of some factors, `None` for totals that they cannot reach.
type FewestByTotal = Vec<Option<Fewest>>;

/// Finds the fewest changes that bring the total into `target`, and up to `limit` ways to do so.
///
/// [`fewest_from`] goes from the last factor to the first and counts changes for each total; [`Walk`] then goes from the first
/// to the last and collects the choices. The fewest changes in all are the fewest from each factor on too, so that the walk
/// can drop every other choice at once.
fn reach<'j>(
    levels: &[Level<'j>],
    fewest_from: &[FewestByTotal],
    target: BandRun<'j>,
    limit: usize,
) -> Reach<'j> {
    let now: u32 = levels.iter().map(|level| level.points()).sum();
    let totals = (0..).zip(&fewest_from[0]).filter(|(total, _)| target.band(*total).is_some());
    let mut hits: Vec<(u32, Fewest)> =
        totals.filter_map(|(total, fewest)| Some((total, (*fewest)?))).collect();
    let changes = hits.iter().map(|(_, fewest)| fewest.changes).min();
    hits.retain(|(_, fewest)| Some(fewest.changes) == changes);
    hits.sort_by_key(|(total, _)| total.abs_diff(now));
    let mut reach = Reach { band: target, changes, ways_count: 0, ways: Vec::new() };
    for (total, Fewest { changes, ways }) in hits {
        reach.ways_count = reach.ways_count.saturating_add(ways);
        let chosen = Vec::new();
        Walk { levels, fewest_from, limit, chosen, found: &mut reach.ways }.visit(0, changes, total);
    }
    reach
}

/// Returns the fewest changes of the factors from each one to the last; the entry after the last factor's is for no factors.
fn fewest_from(levels: &[Level<'_>]) -> Vec<FewestByTotal> {
    let mut fewest_from = vec![vec![Some(Fewest { changes: 0, ways: 1 })]];
    for level in levels.iter().rev() {
        let after = fewest_from.last().map_or(&[][..], Vec::as_slice);
        let highest = level.factor().points().last().copied().unwrap_or_default();
        let mut fewest = vec![None; after.len() + highest as usize];
        for choice in choices(*level) {
            let changes = distance(*level, choice);
            for (entry, after) in fewest[choice.points() as usize..].iter_mut().zip(after) {
                if let Some(Fewest { changes: further, ways }) = *after {
                    add(entry, Fewest { changes: changes + further, ways });
                }
            }
        }
        fewest_from.push(fewest);
    }
    fewest_from.reverse();
    fewest_from
}

/// Adds ways to reach a total, unless fewer changes are known to do.
fn add(known: &mut Option<Fewest>, other: Fewest) {
    match known {
        Some(known) if known.changes < other.changes => {}
        Some(known) if known.changes == other.changes => known.ways = known.ways.saturating_add(other.ways),
        _ => *known = Some(other),
    }
}

fn choices<'j>(level: Level<'j>) -> impl Iterator<Item = Level<'j>> {
    let factor: &'j Factor = level.factor();
    factor.level_numbers().filter_map(|number| factor.level(number))
}

fn distance(one: Level<'_>, other: Level<'_>) -> u32 {
    u32::from(one.number().abs_diff(other.number()))
}

/// A walk over all choices of levels that reach one total with one number of changes.
struct Walk<'w, 'j> {
    levels: &'w [Level<'j>],
    fewest_from: &'w [FewestByTotal],
    limit: usize,
    chosen: Vec<LevelChange<'j>>,
    found: &'w mut Vec<Vec<LevelChange<'j>>>,
}

impl Walk<'_, '_> {
    /// Chooses levels for the factors from `index` on that make up `total` with exactly `changes` changes.
    fn visit(&mut self, index: usize, changes: u32, total: u32) {
        let fewest = self.fewest_from[index].get(total as usize).copied().flatten();
        if self.found.len() >= self.limit || fewest.is_none_or(|fewest| fewest.changes != changes) {
            return;
        }
        let Some(&level) = self.levels.get(index) else {
            self.found.push(self.chosen.clone());
            return;
        };
        for choice in choices(level) {
            let needed = distance(level, choice);
            if needed > changes || choice.points() > total {
                continue;
            }
            if needed > 0 {
                self.chosen.push(change(level, choice));
            }
            self.visit(index + 1, changes - needed, total - choice.points());
            if needed > 0 {
                self.chosen.pop();
            }
        }
    }
}

fn open_factors<'j>(job: &'j Job<'j>) -> Vec<OpenFactor<'j>> {
    let (assessments, scheme) = (job.assessments(), job.scheme());
    let mut open: Vec<OpenFactor<'j>> = assessments
        .iter()
        .filter(|assessment| assessment.settled().is_none())
        .map(|assessment| {
            let factor = assessment.factor();
            let points_range = points_range(assessment);
            OpenFactor {
                number: factor.number(),
                id: factor.id(),
                name: factor.name(),
                level: assessment.levels(),
                points_range,
                swing: points_range.max - points_range.min,
                can_change_band: can_change_band(assessment, assessments, scheme),
            }
        })
        .collect();
    open.sort_by_key(|factor| (std::cmp::Reverse(factor.swing), factor.number));
    open
}

fn can_change_band(open: &Assessment<'_>, all: &[Assessment<'_>], scheme: &Scheme) -> bool {
    let others = all.iter().filter(|other| other.factor().number() != open.factor().number());
    let range = others.clone().map(points_range).sum();
    TotalSet::from_points(range, others.map(possible_points)).iter().any(|total| {
        let mut reached = possible_points(open).map(|points| scheme.band(total + points));
        let first = reached.next();
        reached.any(|band| Some(band) != first)
    })
}

fn possible_points(assessment: &Assessment<'_>) -> impl Iterator<Item = u32> {
    assessment.possible().filter_map(|number| assessment.factor().level(number)).map(Level::points)
}
