fn main() {
    let numbers: Vec<i64> = (0..10_000_000).map(|n| n * 7 % 1_000).collect();
    let squares: Vec<i64> = numbers.iter().map(|n| n * n).collect();
    let chosen: Vec<i64> = squares.into_iter().filter(|n| n % 3 == 0).collect();
    println!("{}", chosen.iter().fold(0, |sum, n| sum + n));
}
