/// Whether two texts have the same Unicode scalars. `String`'s `==` treats composed and decomposed `é` as equal.
package func haveSameScalars(_ left: String?, _ right: String?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?): left.utf8.elementsEqual(right.utf8)
    default: false
    }
}
