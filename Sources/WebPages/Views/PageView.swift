/// A whole page: what it shows, within the frame that all pages share.
struct PageView<Content: TemplateObject>: TemplateObject {
    let frame: FrameView
    let content: Content

    func child(named name: String) -> (any TemplateValue)? {
        content.child(named: name) ?? frame.child(named: name)
    }
}

/// What the layout shows around a page.
struct FrameView: TemplateObject {
    /// Who is signed in; nil for a visitor.
    var username: String?
    /// For the page's forms.
    let csrfToken: String
    let assetVersion: String
    var notice: String?

    func child(named name: String) -> (any TemplateValue)? {
        switch name {
        case "session": username.map(SessionView.init)
        case "csrf_token": csrfToken
        case "asset_version": assetVersion
        case "notice": notice
        default: nil
        }
    }
}

private struct SessionView: TemplateObject {
    let username: String

    func child(named name: String) -> (any TemplateValue)? {
        name == "username" ? username : nil
    }
}
