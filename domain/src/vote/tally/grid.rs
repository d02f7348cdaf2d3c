//! A square of numbers: one for each ordered pair of options.

/// Pairs outside the square read as the type's zero, and writing to them does nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid<T> {
    side: usize,
    cells: Vec<T>,
}

impl<T: Copy + Default> Grid<T> {
    pub fn new(side: usize) -> Self {
        Self { side, cells: vec![T::default(); side * side] }
    }

    /// The square with these rows; none if they are not as many as they are long.
    pub fn from_rows(rows: Vec<Vec<T>>) -> Option<Self> {
        let side = rows.len();
        let square = rows.iter().all(|row| row.len() == side);
        square.then(|| Self { side, cells: rows.into_iter().flatten().collect() })
    }

    pub fn side(&self) -> usize {
        self.side
    }

    pub fn get(&self, row: usize, column: usize) -> T {
        self.place(row, column).and_then(|place| self.cells.get(place)).copied().unwrap_or_default()
    }

    pub fn set(&mut self, row: usize, column: usize, value: T) {
        if let Some(cell) = self.place(row, column).and_then(|place| self.cells.get_mut(place)) {
            *cell = value;
        }
    }

    pub fn rows(&self) -> impl Iterator<Item = &[T]> {
        self.cells.chunks(self.side.max(1))
    }

    fn place(&self, row: usize, column: usize) -> Option<usize> {
        (row < self.side && column < self.side).then(|| row * self.side + column)
    }
}
