//! Oversight: who may disable a person's account, enable it again, or end its sessions.

use crate::appointment::{Post, Role};
use crate::area::AreaCode;
use crate::ids::AccountId;

/// What decides who oversees an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overseen {
    pub account: AccountId,
    /// The posts that the person holds now or will hold.
    pub posts: Vec<Post>,
    /// The committees of the person's verified residencies.
    pub homes: Vec<AreaCode>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OversightRefusal {
    #[error("nobody does this to their own account")]
    Oneself,
    #[error("the person has nothing to do with your area")]
    Outside,
    #[error("the person holds a post that is not yours to fill")]
    NotYours,
}

/// A city administrator oversees everybody but themselves. A steward oversees a person with posts if the steward may
/// fill all of them, and a person without a post if that person lives in the steward's area.
pub fn may_oversee(by: AccountId, held: &[Post], whom: &Overseen) -> Result<(), OversightRefusal> {
    if by == whom.account {
        return Err(OversightRefusal::Oneself);
    }
    if held.iter().any(|post| post.role() == Role::CityAdministrator) {
        return Ok(());
    }
    let stewards = || held.iter().filter(|post| post.role() == Role::Steward);
    let reaches = |area: &AreaCode| stewards().any(|post| post.area().covers(area));
    let lives_here = whom.homes.iter().any(reaches);
    if whom.posts.is_empty() {
        return if lives_here { Ok(()) } else { Err(OversightRefusal::Outside) };
    }
    if whom.posts.iter().all(|post| stewards().any(|own| own.may_fill(post))) {
        return Ok(());
    }
    let works_here = whom.posts.iter().any(|post| reaches(post.area()));
    Err(if lives_here || works_here { OversightRefusal::NotYours } else { OversightRefusal::Outside })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn post(role: Role, area: &str) -> Post {
        Post::new(role, AreaCode::parse(area).unwrap()).unwrap()
    }

    fn judged(held: &[Post], posts: &[Post], home: Option<&str>) -> Result<(), OversightRefusal> {
        let homes = home.map(|home| AreaCode::parse(home).unwrap()).into_iter().collect();
        let whom = Overseen { account: AccountId(Uuid::from_u128(2)), posts: posts.to_vec(), homes };
        may_oversee(AccountId(Uuid::from_u128(1)), held, &whom)
    }

    /// The caller's posts, the person's posts and home, and the expected answer.
    type Case<'a> = (&'a [Post], &'a [Post], Option<&'a str>, Result<(), OversightRefusal>);

    #[test]
    fn who_oversees_whom() {
        use OversightRefusal::{NotYours, Outside};
        use Role::{CityAdministrator, Moderator, Planner, Steward};
        let city = [post(CityAdministrator, "31")];
        let district = [post(Steward, "310101")];
        let street = [post(Steward, "310101020")];
        let moderator = [post(Moderator, "310101020")];
        let planner = [post(Planner, "310101")];
        let (here, elsewhere) = (Some("310101020004"), Some("310104003001"));
        let table: &[Case<'_>] = &[
            (&city, &[], None, Ok(())),
            (&city, &city, None, Ok(())),
            (&district, &street, None, Ok(())),
            (&district, &planner, elsewhere, Ok(())),
            (&district, &[], here, Ok(())),
            (&district, &[], elsewhere, Err(Outside)),
            (&district, &[], None, Err(Outside)),
            (&district, &district, None, Err(NotYours)),
            (&district, &city, here, Err(NotYours)),
            (&district, &city, None, Err(Outside)),
            (&street, &moderator, None, Ok(())),
            (&street, &planner, None, Err(Outside)),
            (&street, &planner, here, Err(NotYours)),
            (&street, &[post(Moderator, "310101020"), post(Moderator, "310104003")], None, Err(NotYours)),
            (&street, &[post(Moderator, "310104003")], None, Err(Outside)),
            (&moderator, &[], here, Err(Outside)),
            (&[], &[], here, Err(Outside)),
        ];
        for (held, posts, home, expected) in table {
            assert_eq!(judged(held, posts, *home), *expected, "{held:?} over {posts:?} at {home:?}");
        }
    }

    #[test]
    fn nobody_oversees_themselves() {
        let me = AccountId(Uuid::from_u128(1));
        let whom = Overseen { account: me, posts: Vec::new(), homes: Vec::new() };
        let held = [post(Role::CityAdministrator, "31")];
        assert_eq!(may_oversee(me, &held, &whom), Err(OversightRefusal::Oneself));
    }
}
