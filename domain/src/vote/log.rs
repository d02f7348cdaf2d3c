//! The log of a vote: an append-only Merkle tree (RFC 6962, section 2.1) over leaves that say which ballots were taken,
//! in signed checkpoints (C2SP tlog-checkpoint and signed-note). A leaf holds commitments, never a choice, a voter or a
//! time.
//!
//! What is stored of a tree are its leaves and, to keep proofs cheap, the complete subtrees of 2⁸ and 2¹⁶ leaves.

use super::receipt::Commitment;
use super::turnout::SMALLEST_CELL;
use ct_merkle::{indices_for_consistency_proof, indices_for_inclusion_proof};
use sha2::{Digest, Sha256};

/// Levels of the complete subtrees that are stored, the widest first; level 0 are the leaves.
pub const STORED_LEVELS: [u8; 3] = [16, 8, 0];

/// Far more than there are voters; the arithmetic of proofs does not overflow below it.
const MOST_LEAVES: u64 = 1 << 40;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(pub [u8; 32]);

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        super::write_hex(f, &self.0)
    }
}

impl Hash {
    /// `SHA-256(0x00 || leaf)`.
    pub fn of_leaf(leaf: &str) -> Self {
        Self(Sha256::new().chain_update([0]).chain_update(leaf).finalize().into())
    }

    /// `SHA-256(0x01 || left || right)`.
    pub fn of_node(left: Self, right: Self) -> Self {
        Self(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
    }
}

/// The leaf of a ballot that was taken. Exactly this text is hashed.
pub fn cast_leaf(commitment: &Commitment, supersedes: Option<&Commitment>) -> String {
    let supersedes = supersedes.map_or_else(|| "null".to_owned(), |commitment| format!("\"{commitment}\""));
    format!("{{\"kind\":\"cast\",\"commitment\":\"{commitment}\",\"supersedes\":{supersedes}}}")
}

/// The leaf of a ballot that no longer counts; without a commitment, the leaf that says that the whole vote was voided.
pub fn void_leaf(commitment: Option<&Commitment>) -> String {
    let commitment = commitment.map_or_else(|| "null".to_owned(), |commitment| format!("\"{commitment}\""));
    format!("{{\"kind\":\"void\",\"commitment\":{commitment}}}")
}

/// The right edge of a tree: the roots of its complete subtrees. It is enough to append leaves and to compute the tree
/// root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    /// Level and root, the widest first.
    peaks: Vec<(u8, Hash)>,
}

/// A complete subtree: `position` counts the subtrees of its level from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    pub level: u8,
    pub position: u64,
    pub hash: Hash,
}

impl Edge {
    /// Restores what [`Edge::peaks`] gave; none when a tree of this size can't have so many peaks.
    pub fn restore(size: u64, peaks: &[Hash]) -> Option<Self> {
        let levels: Vec<u8> = (0..64u8).rev().filter(|level| size >> level & 1 == 1).collect();
        (levels.len() == peaks.len())
            .then(|| Self { size, peaks: levels.into_iter().zip(peaks.iter().copied()).collect() })
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn peaks(&self) -> impl Iterator<Item = Hash> + '_ {
        self.peaks.iter().map(|(_, hash)| *hash)
    }

    /// Appends a complete subtree of 2^`level` leaves (0: one leaf), and gives every subtree that becomes complete by
    /// it. The tree must hold a whole number of such subtrees already.
    pub fn append(&mut self, level: u8, hash: Hash) -> Vec<Node> {
        let mut node = Node { level, position: self.size >> level, hash };
        let mut complete = vec![node];
        while let Some((_, left)) = self.peaks.pop_if(|(level, _)| *level == node.level) {
            node = Node { level: node.level + 1, position: node.position >> 1, hash: Hash::of_node(left, node.hash) };
            complete.push(node);
        }
        self.peaks.push((node.level, node.hash));
        self.size += 1 << level;
        complete
    }

    /// The tree root; for the empty tree, the hash of no bytes.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = peaks.next() else { return Hash(Sha256::digest([]).into()) };
        peaks.fold(last, |right, left| Hash::of_node(left, right))
    }
}

/// The leaves below a node. Nodes are numbered as `ct-merkle` numbers them in proofs (RFC 9420, appendix C): leaf n is
/// node 2n.
pub fn span(node: u64, size: u64) -> std::ops::Range<u64> {
    let level = node.trailing_ones();
    let begin = node.saturating_sub((1 << level) - 1) / 2;
    begin..begin.saturating_add(1 << level).min(size)
}

/// Nodes whose hashes prove that leaf `index` is in a tree of `size` leaves; none when it has no such leaf.
pub fn inclusion_nodes(index: u64, size: u64) -> Option<Vec<u64>> {
    (index < size && size <= MOST_LEAVES).then(|| indices_for_inclusion_proof(size, index))
}

/// Nodes whose hashes prove that the tree of `size` leaves begins with that of `from`; none where there is no such
/// tree.
pub fn consistency_nodes(from: u64, size: u64) -> Option<Vec<u64>> {
    let known = 0 < from && from <= size && size <= MOST_LEAVES;
    known.then(|| if from == size { Vec::new() } else { indices_for_consistency_proof(from, size - from) })
}

/// The stored subtrees that make up a span of leaves, in order: a level, and the range of positions at that level.
pub fn pieces(span: std::ops::Range<u64>) -> Vec<(u8, std::ops::Range<u64>)> {
    let (mut at, mut pieces) = (span.start, Vec::new());
    for level in STORED_LEVELS {
        let width = 1u64 << level;
        let until = if at.is_multiple_of(width) { span.end / width * width } else { at };
        if until > at {
            pieces.push((level, at >> level..until >> level));
            at = until;
        }
    }
    pieces
}

/// What a waiting leaf says of its voter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    First,
    Changed,
    Voided,
}

/// Which of the waiting leaves, oldest first, count as one more voter. A person who takes a ballot back and casts again
/// is still one voter, however often: otherwise one person alone could fill a batch around somebody else's leaf. A void
/// does not say whose ballot it takes out, so each void cancels the next first leaf.
pub fn firsts(turns: impl Iterator<Item = Turn>) -> Vec<bool> {
    let mut voids = 0u64;
    let one = |turn| match turn {
        Turn::First if voids > 0 => {
            voids -= 1;
            false
        }
        Turn::First => true,
        Turn::Voided => {
            voids += 1;
            false
        }
        Turn::Changed => false,
    };
    turns.map(one).collect()
}

/// How many of the waiting leaves, oldest first, may be appended while the vote runs; `firsts` says of each whether it
/// is some voter's first. A person who watches the log, or who votes, must not be able to tell whose a leaf is, and
/// later whose a ballot is. So every batch has ten voters or more, and at least ten remain for the last batch.
pub fn ripe(firsts: &[bool]) -> usize {
    let cell = usize::try_from(SMALLEST_CELL).unwrap_or(usize::MAX);
    let all: Vec<usize> = firsts.iter().enumerate().filter(|(_, first)| **first).map(|(at, _)| at).collect();
    match all.len().checked_sub(cell) {
        Some(ripe) if ripe >= cell => all.get(ripe).copied().unwrap_or(0),
        Some(_) | None => 0,
    }
}

/// The text of a checkpoint: `origin`, number of leaves, root in base64 as given, each on a line.
pub fn checkpoint_text(origin: &str, size: u64, root_base64: &str) -> String {
    format!("{origin}\n{size}\n{root_base64}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
    use proptest::prelude::*;

    /// MTH of RFC 6962, section 2.1, word for word.
    fn mth(leaves: &[String]) -> [u8; 32] {
        match leaves {
            [] => Sha256::digest([]).into(),
            [one] => Sha256::digest([&[0], one.as_bytes()].concat()).into(),
            many => {
                let k = many.len().next_power_of_two() / 2;
                let (left, right) = many.split_at(k);
                Sha256::digest([&[1], mth(left).as_slice(), mth(right).as_slice()].concat()).into()
            }
        }
    }

    /// PATH of section 2.1.1.
    fn path(m: usize, leaves: &[String]) -> Vec<[u8; 32]> {
        if leaves.len() == 1 {
            return Vec::new();
        }
        let k = leaves.len().next_power_of_two() / 2;
        let (left, right) = leaves.split_at(k);
        let (mut path, other) = if m < k { (path(m, left), mth(right)) } else { (path(m - k, right), mth(left)) };
        path.push(other);
        path
    }

    /// SUBPROOF of section 2.1.2.
    fn subproof(m: usize, leaves: &[String], whole: bool) -> Vec<[u8; 32]> {
        if m == leaves.len() {
            return if whole { Vec::new() } else { vec![mth(leaves)] };
        }
        let k = leaves.len().next_power_of_two() / 2;
        let (left, right) = leaves.split_at(k);
        let (mut proof, other) =
            if m <= k { (subproof(m, left, whole), mth(right)) } else { (subproof(m - k, right, false), mth(left)) };
        proof.push(other);
        proof
    }

    fn leaves(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("leaf {number}")).collect()
    }

    /// The node's hash from what is stored, as the service computes it.
    fn stored(node: u64, leaves: &[String]) -> [u8; 32] {
        let (mut edge, mut kept) = (Edge::default(), Vec::new());
        for leaf in leaves {
            kept.extend(edge.append(0, Hash::of_leaf(leaf)));
        }
        let mut of = Edge::default();
        for (level, positions) in pieces(span(node, u64::try_from(leaves.len()).unwrap())) {
            for position in positions {
                let is = |node: &&Node| (node.level, node.position) == (level, position);
                of.append(level, kept.iter().find(is).unwrap().hash);
            }
        }
        of.root().0
    }

    fn proof(nodes: &[u64], leaves: &[String]) -> Vec<[u8; 32]> {
        nodes.iter().map(|node| stored(*node, leaves)).collect()
    }

    #[test]
    fn whoever_takes_back_and_casts_again_is_one_voter() {
        use Turn::{Changed, First, Voided};
        let cycles = [First, Voided, First, Voided, First, Changed];
        assert_eq!(firsts(cycles.into_iter()), [true, false, false, false, false, false]);
        assert_eq!(firsts([Voided, First, First].into_iter()), [false, false, true]);
        let many = std::iter::repeat_n([First, Voided], 40).flatten().chain(std::iter::repeat_n(First, 19));
        assert_eq!(ripe(&firsts(many)), 0, "nineteen voters at most, whatever one of them does");
    }

    #[test]
    fn the_published_tree_of_eight_leaves() {
        // The vectors of Certificate Transparency: google/certificate-transparency, merkletree/merkle_tree_test.cc.
        let inputs: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut edge = Edge::default();
        assert_eq!(edge.root().to_string(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (input, root) in inputs.iter().zip(roots) {
            edge.append(0, Hash::of_leaf(std::str::from_utf8(input).unwrap()));
            assert_eq!(edge.root().to_string(), root);
        }
    }

    #[test]
    fn a_tree_wider_than_what_is_stored_in_one_piece() {
        let leaves = leaves(700);
        let nodes = indices_for_inclusion_proof(700, 300);
        assert_eq!(proof(&nodes, &leaves), path(300, &leaves));
        let nodes = indices_for_consistency_proof(257, 443);
        assert_eq!(proof(&nodes, &leaves), subproof(257, &leaves, true));
    }

    #[test]
    fn leaves_are_appended_ten_voters_at_a_time_and_ten_are_held_back() {
        assert_eq!(ripe(&[]), 0);
        assert_eq!(ripe(&[true; 19]), 0);
        assert_eq!(ripe(&[true; 20]), 10);
        assert_eq!(ripe(&[true; 57]), 47);
        assert_eq!(ripe(&[false; 100]), 0, "the same voter over and over is one");
        let firsts: Vec<bool> = (0..40).map(|turn| turn % 2 == 0).collect();
        assert_eq!(ripe(&firsts), 20);
    }

    proptest! {
        #[test]
        fn roots_and_proofs_are_those_of_the_rfc(size in 1usize..70, a in 0usize..70, b in 1usize..70) {
            let (leaves, wide) = (leaves(size), u64::try_from(size).unwrap());
            let mut edge = Edge::default();
            for leaf in &leaves {
                edge.append(0, Hash::of_leaf(leaf));
                prop_assert_eq!(&Edge::restore(edge.size(), &edge.peaks().collect::<Vec<_>>()), &Some(edge.clone()));
            }
            prop_assert_eq!(edge.root().0, mth(&leaves));
            let root = RootHash::<Sha256>::new(edge.root().0.into(), wide);

            let index = a % size;
            let proved = proof(&indices_for_inclusion_proof(wide, u64::try_from(index).unwrap()), &leaves);
            prop_assert_eq!(&proved, &path(index, &leaves));
            let proved = InclusionProof::<Sha256>::from_bytes(proved.concat());
            prop_assert!(root.verify_inclusion(&leaves[index], u64::try_from(index).unwrap(), &proved).is_ok());

            let old = 1 + b % size;
            if old < size {
                let (from, more) = (u64::try_from(old).unwrap(), u64::try_from(size - old).unwrap());
                let proved = proof(&indices_for_consistency_proof(from, more), &leaves);
                prop_assert_eq!(&proved, &subproof(old, &leaves, true));
                let proved = ConsistencyProof::<Sha256>::try_from_bytes(proved.concat()).unwrap();
                let before = RootHash::<Sha256>::new(mth(&leaves[..old]).into(), from);
                prop_assert!(root.verify_consistency(&before, &proved).is_ok());
            }
        }

        #[test]
        fn no_batch_and_no_rest_has_fewer_than_ten_voters(firsts in proptest::collection::vec(any::<bool>(), 0..120)) {
            let (batch, rest) = firsts.split_at(ripe(&firsts));
            let voters = |part: &[bool]| part.iter().filter(|first| **first).count();
            prop_assert!(batch.is_empty() || (voters(batch) >= 10 && voters(rest) >= 10));
        }
    }
}
