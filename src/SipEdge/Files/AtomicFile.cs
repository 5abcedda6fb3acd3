using System.Security.Cryptography;

namespace SipEdge.Files;

/// <summary>Files that are there whole or not at all, whenever somebody reads and whatever happens meanwhile.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes beside the file and renames. Owner and mode are set before there is content; where they cannot be, nothing is
    /// changed.
    /// </summary>
    public static void Write(string path, ReadOnlySpan<byte> content, FileRights rights, DirectoryLock held)
    {
        var beside = Path.Combine(
            Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{RandomNumberGenerator.GetHexString(8)}.tmp");
        try
        {
            WriteNew(beside, content, rights);
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
        held.Flush();
    }

    /// <summary>The file behind a link, which is what is written: the link stays one.</summary>
    public static string Target(string path) =>
        File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;

    /// <summary>For files with these rights. Directories above it are made as the system makes them.</summary>
    public static void MakeDirectory(string path, FileRights rights)
    {
        Directory.CreateDirectory(path, rights.OfDirectory());
        using var directory = LibcFiles.OpenDirectory(path);
        if (LibcFiles.Owner(path) != rights.Owner)
        {
            LibcFiles.SetOwner(directory, path, rights.Owner);
        }
        File.SetUnixFileMode(path, rights.OfDirectory());
    }

    private static void WriteNew(string path, ReadOnlySpan<byte> content, FileRights rights)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        if (LibcFiles.Owner(path) != rights.Owner)
        {
            LibcFiles.SetOwner(file.SafeFileHandle, path, rights.Owner);
        }
        File.SetUnixFileMode(file.SafeFileHandle, rights.Mode);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }
}
