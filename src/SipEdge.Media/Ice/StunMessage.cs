using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SipEdge.Media.Ice;

/// <summary>
/// A STUN message read in place (RFC 8489 §5, §14), as far as ICE has use for it. Of an attribute that comes twice the
/// first counts; what stands behind MESSAGE-INTEGRITY is not believed, but for FINGERPRINT.
/// </summary>
public readonly ref struct StunMessage
{
    public const int HeaderLength = 20;
    public const int TransactionIdLength = 12;

    /// <summary>Longest message read: a check has some 100 bytes, and 513 more with the longest USERNAME.</summary>
    public const int MaxLength = 1280;

    internal const uint MagicCookie = 0x2112_A442;
    internal const int IntegrityLength = 20;
    internal const int AttributeHeader = 4;

    /// <summary>The CRC is XORed with "STUN", so that no other protocol's CRC passes (RFC 8489 §14.7).</summary>
    internal const uint FingerprintMask = 0x5354_554E;

    private const ushort BindingRequest = 0x0001;
    private const ushort BindingIndication = 0x0011;
    private const ushort BindingResponse = 0x0101;
    private const ushort BindingErrorResponse = 0x0111;

    private readonly ReadOnlySpan<byte> _bytes;

    // Offsets of attribute headers; 0: not there.
    private readonly int _integrity;
    private readonly int _fingerprint;

    private StunMessage(
        ReadOnlySpan<byte> bytes,
        StunClass messageClass,
        ReadOnlySpan<byte> username,
        Found found)
    {
        _bytes = bytes;
        _integrity = found.Integrity;
        _fingerprint = found.Fingerprint;
        Class = messageClass;
        Username = username;
        Priority = found.Priority;
        UseCandidate = found.UseCandidate;
        HasControlled = found.Controlled;
        HasControlling = found.Controlling;
        MappedAddress = found.MappedAddress;
        MappedPort = found.MappedPort;
        ErrorCode = found.ErrorCode;
        UnknownAttribute = found.Unknown;
    }

    public StunClass Class { get; }

    public ReadOnlySpan<byte> TransactionId => _bytes.Slice(8, TransactionIdLength);

    public int Length => _bytes.Length;

    /// <summary>Empty when there is none.</summary>
    public ReadOnlySpan<byte> Username { get; }

    public bool HasIntegrity => _integrity != 0;

    /// <summary>The candidate priority the sender gives this pair; 0 when it gives none.</summary>
    public uint Priority { get; }

    public bool UseCandidate { get; }

    public bool HasControlled { get; }

    public bool HasControlling { get; }

    /// <summary>XOR-MAPPED-ADDRESS, IPv4 as ::ffff:a.b.c.d; the port is 0 when there is none.</summary>
    public UInt128 MappedAddress { get; }

    public ushort MappedPort { get; }

    /// <summary>300 to 699, or 0 when there is none.</summary>
    public int ErrorCode { get; }

    /// <summary>The first attribute that must be understood and is not, or 0.</summary>
    public ushort UnknownAttribute { get; }

    /// <summary>Is this a STUN datagram by its first bytes (RFC 7983 §7, RFC 8489 §5)?</summary>
    public static bool LooksLikeStun(ReadOnlySpan<byte> datagram) =>
        datagram.Length >= HeaderLength
        && datagram[0] <= 3
        && BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == MagicCookie;

    public static StunStatus Read(ReadOnlySpan<byte> datagram, out StunMessage message)
    {
        message = default;
        if (datagram.Length > MaxLength || !LooksLikeStun(datagram))
        {
            return StunStatus.NotStun;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        if (length != datagram.Length - HeaderLength || (length & 3) != 0)
        {
            return StunStatus.BadLength;
        }

        var found = default(Found);
        var username = default(ReadOnlySpan<byte>);
        for (var at = HeaderLength; at < datagram.Length;)
        {
            // The length is a multiple of four, so a header always fits.
            var type = (StunAttribute)BinaryPrimitives.ReadUInt16BigEndian(datagram[at..]);
            var valueLength = BinaryPrimitives.ReadUInt16BigEndian(datagram[(at + 2)..]);
            if (valueLength > datagram.Length - at - AttributeHeader)
            {
                return StunStatus.BadAttribute;
            }

            var value = datagram.Slice(at + AttributeHeader, valueLength);
            var believed = found.Integrity == 0 || type == StunAttribute.Fingerprint;
            if (believed && !found.Take(type, value, at, datagram, ref username))
            {
                return StunStatus.BadAttribute;
            }

            at += AttributeHeader + ((valueLength + 3) & ~3);
        }

        // FINGERPRINT is the last attribute (RFC 8489 §14.7), or it is none.
        if (found.Fingerprint != 0 && found.Fingerprint != datagram.Length - AttributeHeader - sizeof(uint))
        {
            return StunStatus.BadAttribute;
        }

        message = new StunMessage(
            datagram, ClassOf(BinaryPrimitives.ReadUInt16BigEndian(datagram)), username, found);
        return StunStatus.Ok;
    }

    /// <summary>False when there is no FINGERPRINT, too: ICE demands one (RFC 8445 §7.1).</summary>
    public bool HasRightFingerprint()
    {
        if (_fingerprint == 0)
        {
            return false;
        }

        var expected = Crc32.Compute(_bytes[.._fingerprint]) ^ FingerprintMask;
        return BinaryPrimitives.ReadUInt32BigEndian(_bytes[(_fingerprint + AttributeHeader)..]) == expected;
    }

    /// <summary>
    /// Was it written by someone who knows the password? The HMAC counts a length that ends with MESSAGE-INTEGRITY, whatever
    /// follows it (RFC 8489 §14.5).
    /// </summary>
    public bool IsAuthentic(ReadOnlySpan<byte> password)
    {
        if (_integrity == 0)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[IntegrityLength];
        ComputeIntegrity(_bytes[.._integrity], password, expected);
        return CryptographicOperations.FixedTimeEquals(
            expected, _bytes.Slice(_integrity + AttributeHeader, IntegrityLength));
    }

    internal static void ComputeIntegrity(ReadOnlySpan<byte> before, ReadOnlySpan<byte> password, Span<byte> integrity)
    {
        Span<byte> counted = stackalloc byte[MaxLength];
        counted = counted[..before.Length];
        before.CopyTo(counted);
        var length = before.Length + AttributeHeader + IntegrityLength - HeaderLength;
        BinaryPrimitives.WriteUInt16BigEndian(counted[2..], (ushort)length);
#pragma warning disable CA5350 // HMAC-SHA1 is what RFC 8445 §7.1 has for checks
        HMACSHA1.HashData(password, counted, integrity);
#pragma warning restore CA5350
    }

    private static StunClass ClassOf(ushort type) => type switch
    {
        BindingRequest => StunClass.Request,
        BindingIndication => StunClass.Indication,
        BindingResponse => StunClass.Response,
        BindingErrorResponse => StunClass.ErrorResponse,
        _ => StunClass.Other,
    };

    /// <summary>What one walk over the attributes gathers.</summary>
    private struct Found
    {
        public int Integrity;
        public int Fingerprint;
        public uint Priority;
        public bool UseCandidate;
        public bool Controlled;
        public bool Controlling;
        public UInt128 MappedAddress;
        public ushort MappedPort;
        public int ErrorCode;
        public ushort Unknown;

        /// <summary>False when the attribute cannot be what its type says.</summary>
        public bool Take(
            StunAttribute type,
            ReadOnlySpan<byte> value,
            int at,
            ReadOnlySpan<byte> message,
            ref ReadOnlySpan<byte> username)
        {
            switch (type)
            {
                case StunAttribute.Username:
                    username = username.IsEmpty ? value : username;
                    return !value.IsEmpty;
                case StunAttribute.MessageIntegrity:
                    Integrity = at;
                    return value.Length == IntegrityLength;
                case StunAttribute.Fingerprint:
                    Fingerprint = at;
                    return value.Length == sizeof(uint);
                case StunAttribute.Priority:
                    return value.Length == sizeof(uint) && Set(ref Priority, BinaryPrimitives.ReadUInt32BigEndian(value));
                case StunAttribute.UseCandidate:
                    return value.IsEmpty && Set(ref UseCandidate, true);
                case StunAttribute.IceControlled:
                    return value.Length == sizeof(ulong) && Set(ref Controlled, true);
                case StunAttribute.IceControlling:
                    return value.Length == sizeof(ulong) && Set(ref Controlling, true);
                case StunAttribute.XorMappedAddress:
                    return StunAddress.TryRead(value, message.Slice(4, 16), ref MappedAddress, ref MappedPort);
                case StunAttribute.ErrorCode:
                    return value.Length >= 4
                        && (value[2] & 7) is >= 3 and <= 6
                        && value[3] < 100
                        && Set(ref ErrorCode, ((value[2] & 7) * 100) + value[3]);
                case StunAttribute.UnknownAttributes:
                    return true;
                default:
                    if (type < StunAttribute.FirstOptional && Unknown == 0)
                    {
                        Unknown = (ushort)type;
                    }

                    return true;
            }
        }

        // The first of several counts.
        private static bool Set<T>(ref T field, T value)
            where T : struct
        {
            field = EqualityComparer<T>.Default.Equals(field, default) ? value : field;
            return true;
        }
    }
}
