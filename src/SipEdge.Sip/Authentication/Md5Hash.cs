using System.Security.Cryptography;

namespace SipEdge.Sip.Authentication;

/// <summary>The one place that uses MD5.</summary>
internal static class Md5Hash
{
#pragma warning disable CA5351 // RFC 3261 §22.4: MD5 is the algorithm that every SIP device has, and for most it is the only one.
    public static void HashData(ReadOnlySpan<byte> source, Span<byte> destination) => MD5.HashData(source, destination);
#pragma warning restore CA5351
}
