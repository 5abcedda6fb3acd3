using System.Buffers.Binary;

namespace SipEdge.Media.Ice;

/// <summary>Writes one STUN message into a buffer (RFC 8489 §5). What does not fit is told by <see cref="Length"/> 0.</summary>
internal ref struct StunWriter
{
    public const ushort Request = 0x0001;
    public const ushort Response = 0x0101;
    public const ushort ErrorResponse = 0x0111;

    private readonly Span<byte> _buffer;
    private int _length;
    private bool _full;

    public StunWriter(Span<byte> buffer, ushort type, scoped ReadOnlySpan<byte> transactionId)
    {
        _buffer = buffer;
        _full = buffer.Length < StunMessage.HeaderLength;
        if (_full)
        {
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(buffer, type);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], 0);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], StunMessage.MagicCookie);
        transactionId.CopyTo(buffer[8..]);
        _length = StunMessage.HeaderLength;
    }

    /// <summary>Bytes of the message, or 0 when the buffer was too small for it.</summary>
    public readonly int Length => _full ? 0 : _length;

    public void Add(StunAttribute type, scoped ReadOnlySpan<byte> value)
    {
        if (TryAppend(type, value.Length, out var room))
        {
            value.CopyTo(room);
        }
    }

    public void AddMappedAddress(UInt128 address, ushort port)
    {
        if (TryAppend(StunAttribute.XorMappedAddress, StunAddress.LengthOf(address), out var room))
        {
            StunAddress.Write(address, port, _buffer.Slice(4, 16), room);
        }
    }

    /// <summary>Without a phrase: nobody reads it, and an answer to a stranger is short.</summary>
    public void AddErrorCode(int code) => Add(StunAttribute.ErrorCode, [0, 0, (byte)(code / 100), (byte)(code % 100)]);

    public void AddIntegrity(scoped ReadOnlySpan<byte> password)
    {
        var before = _length;
        if (TryAppend(StunAttribute.MessageIntegrity, StunMessage.IntegrityLength, out var room))
        {
            StunMessage.ComputeIntegrity(_buffer[..before], password, room);
        }
    }

    /// <summary>The last attribute of a message.</summary>
    public void AddFingerprint()
    {
        var before = _length;
        if (TryAppend(StunAttribute.Fingerprint, sizeof(uint), out var room))
        {
            // The length in the header counts FINGERPRINT already (RFC 8489 §14.7).
            var crc = Crc32.Compute(_buffer[..before]) ^ StunMessage.FingerprintMask;
            BinaryPrimitives.WriteUInt32BigEndian(room, crc);
        }
    }

    private bool TryAppend(StunAttribute type, int length, out Span<byte> room)
    {
        var padded = (length + 3) & ~3;
        room = default;
        if (_full || _buffer.Length - _length < StunMessage.AttributeHeader + padded)
        {
            _full = true;
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(_buffer[_length..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[(_length + 2)..], (ushort)length);
        var value = _buffer.Slice(_length + StunMessage.AttributeHeader, padded);
        value[length..].Clear();
        room = value[..length];
        _length += StunMessage.AttributeHeader + padded;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], (ushort)(_length - StunMessage.HeaderLength));
        return true;
    }
}
