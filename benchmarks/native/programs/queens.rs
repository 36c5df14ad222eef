fn is_safe(columns: &[i64], column: i64) -> bool {
    let row = columns.len() as i64;
    columns.iter().enumerate().all(|(above, &other)| {
        let distance = row - above as i64;
        other != column && other - column != distance && column - other != distance
    })
}

fn solutions(columns: &mut Vec<i64>, size: i64) -> i64 {
    if columns.len() as i64 == size {
        return 1;
    }
    let mut count = 0;
    for column in 0..size {
        if is_safe(columns, column) {
            columns.push(column);
            count += solutions(columns, size);
            columns.pop();
        }
    }
    count
}

fn main() {
    println!("{}", solutions(&mut Vec::new(), 11));
}
