using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Phones;

/// <summary>
/// What a contact of a phone is called towards the PBX: the user part of the edge's own Contact there. Made from what the contact
/// is and from nothing else, so that a phone has the same one after a restart of either side, and the PBX replaces its old contact
/// instead of ringing both.
/// </summary>
public static class PhoneToken
{
    /// <summary>"ph" + 32 hex.</summary>
    public const int Length = 34;

    private const int LongestInput = 2048;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Of an address of record: the same hash, without a contact.</summary>
    public static UInt128 OfRecord(string domain, ReadOnlySpan<byte> user) => Of(domain, user, default, default);

    /// <param name="domain">Of the edge, in its canonical form.</param>
    /// <param name="user">Of the address of record.</param>
    /// <param name="contact">The instance of RFC 5626 where the phone names one, else its contact URI.</param>
    /// <param name="flow">The reg-id of RFC 5626: several flows of one instance are several contacts. Empty without.</param>
    public static UInt128 Of(
        string domain, ReadOnlySpan<byte> user, ReadOnlySpan<byte> contact, ReadOnlySpan<byte> flow)
    {
        Span<byte> input = stackalloc byte[LongestInput];
        var writer = new SipWriter(input);
        Span<byte> host = stackalloc byte[256];
        Append(ref writer, host[..Encoding.UTF8.GetBytes(domain, host)]);
        Append(ref writer, user);
        Append(ref writer, contact);
        Append(ref writer, flow);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(writer.Written, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public static void Write(Span<byte> destination, UInt128 token)
    {
        destination[0] = (byte)'p';
        destination[1] = (byte)'h';
        token.TryFormat(destination[2..Length], out _, "x32", CultureInfo.InvariantCulture);
    }

    /// <summary>False when the user part has another form.</summary>
    public static bool TryRead(ReadOnlySpan<byte> user, out UInt128 token)
    {
        token = default;
        return user.Length == Length && user[0] == (byte)'p' && user[1] == (byte)'h'
            && !user[2..].ContainsAnyExcept(HexDigits)
            && UInt128.TryParse(user[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out token);
    }

    // With its length in front: no two different rows of pieces make the same text.
    private static void Append(ref SipWriter writer, scoped ReadOnlySpan<byte> piece)
    {
        writer.Append(piece.Length);
        writer.Append((byte)':');
        writer.Append(piece);
    }
}
