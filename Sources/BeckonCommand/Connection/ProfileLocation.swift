/// Where the profile is: a flag beats the environment, which beats the user's own.
package enum ProfileLocation {
    package static func path(flag: String?, environment: [String: String]) -> String? {
        if let flag { return flag }
        if let path = environment["BECKON_PROFILE"], !path.isEmpty { return path }
        // The XDG specification: a relative path is ignored.
        if let home = environment["XDG_CONFIG_HOME"], home.hasPrefix("/") { return home + "/beckon/profile.json" }
        if let home = environment["HOME"], home.hasPrefix("/") { return home + "/.config/beckon/profile.json" }
        return nil
    }
}
