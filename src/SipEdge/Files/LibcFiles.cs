using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SipEdge.Files;

/// <summary>What .NET does not offer about files: owners, locks on directories, and directories that reach the disk.</summary>
internal static partial class LibcFiles
{
    private const string Library = "libc";
    private const int AtFdCwd = -100;
    private const int CloseOnExec = 0x80000;
    private const int LockExclusive = 2;
    private const int Interrupted = 4;

    // struct statx of linux/stat.h is laid out alike everywhere.
    private const int StatxLength = 256;
    private const int StatxUid = 20;
    private const int StatxGid = 24;
    private const uint StatxUidAndGid = 0x18;

    /// <exception cref="IOException">There is no such file.</exception>
    public static FileOwner Owner(string path)
    {
        Span<byte> told = stackalloc byte[StatxLength];
        Check(Statx(AtFdCwd, path, 0, StatxUidAndGid, told), path);
        return new FileOwner(MemoryMarshal.Read<uint>(told[StatxUid..]), MemoryMarshal.Read<uint>(told[StatxGid..]));
    }

    /// <exception cref="IOException">Only root may give files away.</exception>
    public static void SetOwner(SafeFileHandle file, string path, FileOwner owner) =>
        Check(Fchown(file, owner.User, owner.Group), path);

    public static SafeFileHandle OpenDirectory(string path)
    {
        var handle = Open(path, CloseOnExec);
        Check(handle.IsInvalid ? -1 : 0, path);
        return handle;
    }

    /// <summary>Waits for whoever holds it. It is given back when the handle is closed, also by a process that dies.</summary>
    public static void Lock(SafeFileHandle directory, string path)
    {
        int result;
        do
        {
            result = Flock(directory, LockExclusive);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        Check(result, path);
    }

    /// <summary>A rename is on the disk when its directory is.</summary>
    public static void Flush(SafeFileHandle directory, string path) => Check(Fsync(directory), path);

    private static void Check(int result, string path)
    {
        if (result < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException($"{path}: {new Win32Exception(error).Message}");
        }
    }

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, Span<byte> told);

    [LibraryImport(Library, EntryPoint = "fchown", SetLastError = true)]
    private static partial int Fchown(SafeFileHandle file, uint user, uint group);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);
}
