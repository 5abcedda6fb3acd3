using Microsoft.Win32.SafeHandles;

namespace SipEdge.Files;

/// <summary>
/// One writer at a time in a directory, among all processes that take this lock. On the directory, so that no lock file is left
/// behind, and so that readers of the files (a reload) are never in its way.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly SafeFileHandle _directory;
    private readonly string _path;

    private DirectoryLock(string path)
    {
        _path = path;
        _directory = LibcFiles.OpenDirectory(path);
    }

    /// <summary>Waits for whoever writes there.</summary>
    public static DirectoryLock Take(string path)
    {
        var directory = new DirectoryLock(path);
        LibcFiles.Lock(directory._directory, path);
        return directory;
    }

    /// <summary>What was renamed in the directory survives a crash from here on.</summary>
    public void Flush() => LibcFiles.Flush(_directory, _path);

    public void Dispose() => _directory.Dispose();
}
