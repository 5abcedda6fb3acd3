using System.Security.Cryptography;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Admission;

/// <summary>
/// What a caller's answer is compared with when there is no such account or SID, so that the work done, and with it the time
/// taken, does not tell which exist. Random, made at start.
/// </summary>
internal static class Decoy
{
    private static readonly byte[][] Ha1s = [.. Enum.GetValues<DigestAlgorithm>().Select(MakeHa1)];

    public static TokenModel Token { get; } = new(
        "(none)", TokenFile.Create(RandomNumberGenerator.GetHexString(64), DateTimeOffset.UnixEpoch), acl: null!,
        ConfigLine.None);

    public static ReadOnlySpan<byte> Ha1(DigestAlgorithm algorithm) => Ha1s[(int)algorithm];

    private static byte[] MakeHa1(DigestAlgorithm algorithm)
    {
        Span<byte> hex = stackalloc byte[DigestAlgorithms.MaxHexLength];
        var length = DigestResponse.WriteHa1(algorithm, "decoy"u8, "decoy"u8, RandomNumberGenerator.GetBytes(32), hex);
        return hex[..length].ToArray();
    }
}
