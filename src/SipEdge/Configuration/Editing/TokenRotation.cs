using System.Buffers.Text;
using System.Security.Cryptography;
using SipEdge.Core.Configuration;
using SipEdge.Files;

namespace SipEdge.Configuration.Editing;

/// <summary>
/// Changes the token in a file: a new one in force at once, the one so far valid for an overlap in which the peers learn the new
/// one. Two at the same time wait for each other; the file is there whole at any moment.
/// </summary>
internal static class TokenRotation
{
    /// <summary>Longer than two tokens with their times; a reference to the wrong file should not read gigabytes.</summary>
    private const int LongestFile = 8192;

    private const int TokenBytes = 32;

    /// <param name="file">Made when it is not there, with the rights given for new ones; else its rights stay.</param>
    /// <param name="rightsOfNew">Of a file that is not there yet.</param>
    /// <param name="overlap">How long the token so far stays valid.</param>
    /// <param name="force">Also when the token before is still valid, which ends it.</param>
    /// <param name="now">The present.</param>
    /// <exception cref="EditRefusedException">The token before is still valid, or the file is not a token's.</exception>
    public static (string Token, TokenFile File) Rotate(
        string file, FileRights rightsOfNew, TimeSpan overlap, bool force, DateTimeOffset now)
    {
        file = AtomicFile.Target(file);
        using var held = DirectoryLock.Take(Path.GetDirectoryName(file)!);
        var there = Read(file);
        if (there is { Until: { } until } && there.OverlapsAt(now) && !force)
        {
            throw new EditRefusedException(
                $"the token before is valid until {TokenFile.Text(until)}, and a third one would end it now; "
                + "--force does that, --revoke-old only ends it");
        }
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var rotated = there?.Rotated(token, now, overlap) ?? TokenFile.Create(token, now);
        AtomicFile.Write(file, rotated.Write(), there is null ? rightsOfNew : FileRights.Of(file), held);
        return (token, rotated);
    }

    /// <summary>Ends the overlap. False when there is none, and nothing to do.</summary>
    /// <exception cref="EditRefusedException">The file is not a token's.</exception>
    public static bool RevokeOld(string file)
    {
        file = AtomicFile.Target(file);
        using var held = DirectoryLock.Take(Path.GetDirectoryName(file)!);
        if (Read(file) is not { Previous: not null } there)
        {
            return false;
        }
        AtomicFile.Write(file, there.WithoutPrevious().Write(), FileRights.Of(file), held);
        return true;
    }

    /// <summary>Null when there is no such file.</summary>
    /// <exception cref="EditRefusedException">The file is not a token's.</exception>
    public static TokenFile? Read(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        var bytes = new byte[LongestFile + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > LongestFile)
        {
            throw new EditRefusedException($"{file} is longer than any token");
        }
        return TokenFile.TryRead(bytes.AsSpan(0, length), out var read, out var why)
            ? read
            : throw new EditRefusedException($"{file} {why}");
    }
}
