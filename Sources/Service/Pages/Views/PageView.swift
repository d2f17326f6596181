import Mustache

/// A whole page: what it shows, within the frame that all pages share.
struct PageView<Content: MustacheParent>: MustacheParent {
    let frame: FrameView
    let content: Content

    func child(named name: String) -> Any? {
        content.child(named: name) ?? frame.child(named: name)
    }
}

/// What the layout shows around a page.
struct FrameView: MustacheParent {
    /// Who is signed in; nil for a visitor.
    var username: String?
    /// For the page's forms.
    let csrfToken: String
    let assetVersion: String
    var notice: String?

    func child(named name: String) -> Any? {
        switch name {
        case "session": username.map(SessionView.init)
        case "csrf_token": csrfToken
        case "asset_version": assetVersion
        case "notice": notice
        default: nil
        }
    }
}

private struct SessionView: MustacheParent {
    let username: String

    func child(named name: String) -> Any? {
        name == "username" ? username : nil
    }
}
