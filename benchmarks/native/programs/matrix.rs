fn matrix(size: usize, seed: usize) -> Vec<Vec<f64>> {
    (0..size)
        .map(|row| (0..size).map(|column| ((row * seed + column) % 10) as f64).collect())
        .collect()
}

fn product(left: &[Vec<f64>], right: &[Vec<f64>], size: usize) -> Vec<Vec<f64>> {
    (0..size)
        .map(|row| {
            (0..size)
                .map(|column| {
                    let mut sum = 0.0;
                    for k in 0..size {
                        sum += left[row][k] * right[k][column];
                    }
                    sum
                })
                .collect()
        })
        .collect()
}

fn main() {
    let size = 400;
    let cells = product(&matrix(size, 3), &matrix(size, 7), size);
    let trace: f64 = (0..size).map(|index| cells[index][index]).sum();
    println!("{}", trace as i64);
}
