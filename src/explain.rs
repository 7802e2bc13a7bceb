//! Where a job's total is in its band, and which level changes would move it: arithmetic, not advice.

use serde::{Serialize, Serializer};

use crate::job::{Assessment, Job};
use crate::scheme::{Band, BandRun, Factor, Level, Levels, PointsRange, Scheme, TotalSet};
use crate::score::{Standing, points_range};

/// Where a job stands among the bands. Its JSON is described in docs/json.md.
#[derive(Debug, Clone)]
pub struct Explanation<'j> {
    /// The job.
    pub job: &'j Job<'j>,
    /// Its total, and where that lies among the bands.
    pub standing: Standing<'j>,
    /// How far the total is from the edges of its band; none unless complete.
    pub edges: Option<Edges>,
    /// Every change of one factor by one level that moves the job out of its band.
    pub single_changes: Vec<Step<'j>>,
    /// The fewest level changes that reach other bands: the next one down and up, or the one asked for.
    pub reaches: Vec<Reach<'j>>,
    /// The factors that are not settled, those with the most points at stake first.
    pub open_factors: Vec<OpenFactor<'j>>,
}

/// How far a total is from the edges of its band, in points. What lies above or below all bands has one edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Edges {
    /// The points above the lowest total of the band; none where nothing lies below.
    pub above_lower: Option<u32>,
    /// The points below the highest total of the band; none where nothing lies above, and above the last band.
    pub below_upper: Option<u32>,
    /// The distance at which a total counts as borderline.
    pub margin: u32,
    /// Whether the total is within the margin of either edge.
    pub borderline: bool,
}

/// A change of one factor's level.
#[derive(Debug, Clone, Serialize)]
pub struct Step<'j> {
    /// The change.
    #[serde(flatten)]
    pub change: LevelChange<'j>,
    /// The total after it, in points.
    pub total: u32,
    /// The band after it; none outside all bands.
    #[serde(serialize_with = "by_name")]
    pub band: Option<&'j Band>,
}

fn by_name<S: Serializer>(band: &Option<&Band>, serializer: S) -> Result<S::Ok, S::Error> {
    band.map(Band::name).serialize(serializer)
}

/// A factor at another level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LevelChange<'j> {
    /// The factor's number in the scheme, from 1.
    pub number: usize,
    /// The factor's id.
    pub id: &'j str,
    /// The factor's published name.
    pub name: &'j str,
    /// The level's number before the change.
    pub from: u8,
    /// The level's number after it.
    pub to: u8,
    /// The points gained; negative if points are lost.
    pub points: i64,
}

/// The fewest level changes that bring the total into a band.
#[derive(Debug, Clone, Serialize)]
pub struct Reach<'j> {
    /// The band, or the run of bands.
    pub band: BandRun<'j>,
    /// The least number of changes, each of one factor by one level; 0 where the total lies there already, none where
    /// no levels at all reach it.
    pub changes: Option<u32>,
    /// How many ways there are that need no more changes than that.
    pub ways_count: u64,
    /// The ways, those that move the total least first, as many as the limit allows, each with the levels that change.
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
    /// The levels given in canonical notation; none while not assessed.
    pub level: Option<&'j Levels<'j>>,
    /// The points of the lowest and highest level that it may still be.
    pub points_range: PointsRange,
    /// How many points are at stake between the two.
    pub swing: u32,
    /// Whether the band can still depend on it: whether for some way of settling the others, two of its levels give
    /// different bands.
    pub can_change_band: bool,
}

/// The distance from an edge, in points, at which a total counts as borderline, unless another is asked for.
pub const MARGIN: u32 = 10;

/// What an explanation covers.
#[derive(Debug, Clone, Copy)]
pub struct ExplainSettings<'s> {
    /// The band or the run of bands to reach, in place of the next ones down and up.
    pub to: Option<BandRun<'s>>,
    /// The distance from an edge, in points, at which a total counts as borderline.
    pub margin: u32,
    /// How many ways to a band are listed.
    pub limit: usize,
}

/// Explains where a job stands. What needs a total is left out while the job is not complete.
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

/// How far a total is from the edges of its band, or of where it lies outside all bands.
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

/// The bands next to a total: below and above the one that it lies in, or the nearest where it lies in none.
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

/// The fewest changes that factors need to come to a total, and the number of ways to do so.
#[derive(Debug, Clone, Copy)]
struct Fewest {
    changes: u32,
    ways: u64,
}

/// For the factors from a given one to the last, by total; none for a total that they cannot come to.
type FewestByTotal = Vec<Option<Fewest>>;

/// Finds the fewest changes in two passes: from the last factor to the first, how many the factors from there on need for
/// each total; then from the first to the last, the choices that lead to the target. Of choices that need the fewest
/// changes in all, those from any factor on need the fewest for their total too.
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
        Walk { levels, fewest_from, limit, chosen, found: &mut reach.ways }.on(0, changes, total);
    }
    reach
}

/// For each factor and one past the last: what the factors from there on need.
fn fewest_from(levels: &[Level<'_>]) -> Vec<FewestByTotal> {
    let mut fewest_from = vec![vec![Some(Fewest { changes: 0, ways: 1 })]];
    for level in levels.iter().rev() {
        let behind = fewest_from.last().map_or(&[][..], Vec::as_slice);
        let highest = level.factor().points().last().copied().unwrap_or_default();
        let mut fewest = vec![None; behind.len() + highest as usize];
        for choice in choices(*level) {
            let changes = distance(*level, choice);
            for (entry, behind) in fewest[choice.points() as usize..].iter_mut().zip(behind) {
                if let Some(Fewest { changes: further, ways }) = *behind {
                    add(entry, Fewest { changes: changes + further, ways });
                }
            }
        }
        fewest_from.push(fewest);
    }
    fewest_from.reverse();
    fewest_from
}

/// Adds other ways to come to a total, if they need no more changes than those that are known.
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

/// A walk over all choices that come to one total with one number of changes.
struct Walk<'w, 'j> {
    levels: &'w [Level<'j>],
    fewest_from: &'w [FewestByTotal],
    limit: usize,
    chosen: Vec<LevelChange<'j>>,
    found: &'w mut Vec<Vec<LevelChange<'j>>>,
}

impl Walk<'_, '_> {
    fn on(&mut self, index: usize, changes: u32, total: u32) {
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
            self.on(index + 1, changes - needed, total - choice.points());
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
