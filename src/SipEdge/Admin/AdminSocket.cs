namespace SipEdge.Admin;

/// <summary>Which unix socket the edge is asked through, for the edge that serves it and the verbs that ask.</summary>
public static class AdminSocket
{
    private const string FileName = "sipedge.sock";
    private const string ServiceSocket = "/run/sipedge/" + FileName;

    /// <summary>
    /// The default of an edge that starts: the service manager's directory, else the user's session directory, else one of our
    /// own below the temporary directory.
    /// </summary>
    public static string ForEdge(Func<string, string?> environment)
    {
        // RUNTIME_DIRECTORY may list several directories with colons between them (systemd.exec(5)).
        var service = environment("RUNTIME_DIRECTORY")?.Split(':')[0];
        return string.IsNullOrEmpty(service) ? OfUser(environment) : Path.Combine(service, FileName);
    }

    /// <summary>The default of a verb that asks: as above, or the installed service's socket when it is there.</summary>
    public static string ForClient(Func<string, string?> environment, Func<string, bool> exists)
    {
        var own = ForEdge(environment);
        return !exists(own) && exists(ServiceSocket) ? ServiceSocket : own;
    }

    /// <summary>Makes the directory, for its owner alone, when it is not there.</summary>
    /// <exception cref="IOException">It exists and others may write to it, so somebody else could answer in the edge's place.</exception>
    public static void PrepareDirectory(string socketPath)
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode Writable = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        var directory = Path.GetDirectoryName(Path.GetFullPath(socketPath))!;
        Directory.CreateDirectory(directory, OwnerOnly);
        var mode = File.GetUnixFileMode(directory);
        if ((mode & Writable) != 0 && (mode & UnixFileMode.StickyBit) == 0)
        {
            throw new IOException($"{directory} can be written by others; the admin socket needs a directory of its owner alone");
        }
    }

    private static string OfUser(Func<string, string?> environment)
    {
        var session = environment("XDG_RUNTIME_DIR");
        return string.IsNullOrEmpty(session)
            ? Path.Combine(Path.GetTempPath(), $"sipedge-{Environment.UserName}", FileName)
            : Path.Combine(session, FileName);
    }
}
