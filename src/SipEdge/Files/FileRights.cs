namespace SipEdge.Files;

/// <summary>Who owns a file and who may read it.</summary>
internal readonly record struct FileRights(FileOwner Owner, UnixFileMode Mode)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static FileRights Of(string path) => new(LibcFiles.Owner(path), File.GetUnixFileMode(path));

    /// <summary>
    /// Of a secret that a configuration with these rights refers to: its owner's alone. A configuration that others may not read
    /// and a group may is a service's, which reads its secrets through the same group.
    /// </summary>
    public FileRights OfSecret() => this with
    {
        Mode = (Mode & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) == UnixFileMode.GroupRead
            ? OwnerOnly | UnixFileMode.GroupRead
            : OwnerOnly,
    };

    /// <summary>Of the directory that such a file is in.</summary>
    public UnixFileMode OfDirectory() =>
        Mode | UnixFileMode.UserExecute | (Mode.HasFlag(UnixFileMode.GroupRead) ? UnixFileMode.GroupExecute : UnixFileMode.None);
}
