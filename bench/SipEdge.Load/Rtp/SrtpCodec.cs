using System.Buffers.Binary;
using System.Security.Cryptography;
using SipEdge.Load.Sip;

namespace SipEdge.Load.Rtp;

/// <summary>
/// AES_CM_128_HMAC_SHA1_80 or _32 for one direction of one stream, straight from RFC 3711 with the library's AES and HMAC:
/// written apart from the relay's own code, so that the two check each other. Roll-over count 0 only: a stream here ends before
/// 65,536 packets.
/// </summary>
internal sealed class SrtpCodec : IDisposable
{
    private const int HeaderLength = 12;
    private readonly Aes _cipher = Aes.Create();
    private readonly int _tagLength;
    private readonly byte[] _authentication = new byte[20];
    private readonly byte[] _salt = new byte[14];
    private readonly byte[] _counters = new byte[256];
    private readonly byte[] _stream = new byte[256];

    internal SrtpCodec(CryptoLine line)
    {
        ReadOnlySpan<byte> keyAndSalt = line.Key;
        _tagLength = line.AuthenticationLength;
        Span<byte> key = stackalloc byte[16];
        _cipher.Key = keyAndSalt[..16].ToArray();
        Derive(keyAndSalt[16..], 0, key);
        Derive(keyAndSalt[16..], 1, _authentication);
        Derive(keyAndSalt[16..], 2, _salt);
        _cipher.Key = key.ToArray();
    }

    /// <summary>Encrypts the packet in place; the tag goes behind it. Returns the new length.</summary>
    internal int Protect(Span<byte> buffer, int length)
    {
        Crypt(buffer[..length]);
        Tag(buffer, length, buffer.Slice(length, _tagLength));
        return length + _tagLength;
    }

    /// <summary>
    /// Checks and decrypts in place; -1 when the tag is wrong. The four bytes behind the packet without its tag are used.
    /// </summary>
    internal int Unprotect(Span<byte> buffer)
    {
        int length = buffer.Length - _tagLength;
        if (length < HeaderLength)
        {
            return -1;
        }

        Span<byte> received = stackalloc byte[_tagLength];
        Span<byte> expected = stackalloc byte[_tagLength];
        buffer[length..].CopyTo(received);
        Tag(buffer, length, expected);
        if (!CryptographicOperations.FixedTimeEquals(received, expected))
        {
            return -1;
        }

        Crypt(buffer[..length]);
        return length;
    }

    public void Dispose() => _cipher.Dispose();

    private void Crypt(Span<byte> packet)
    {
        // RFC 3711 §4.1.1: IV = salt * 2^16 XOR SSRC * 2^64 XOR index * 2^16, the last 16 bits count blocks.
        Span<byte> start = stackalloc byte[16];
        start.Clear();
        _salt.CopyTo(start);
        for (int i = 0; i < 4; i++)
        {
            start[4 + i] ^= packet[8 + i];
        }

        start[12] ^= packet[2];
        start[13] ^= packet[3];
        var payload = packet[HeaderLength..];
        int blocks = (payload.Length + 15) / 16;
        for (int block = 0; block < blocks; block++)
        {
            start.CopyTo(_counters.AsSpan(block * 16));
            BinaryPrimitives.WriteUInt16BigEndian(_counters.AsSpan((block * 16) + 14), (ushort)block);
        }

        _cipher.EncryptEcb(_counters.AsSpan(0, blocks * 16), _stream, PaddingMode.None);
        for (int i = 0; i < payload.Length; i++)
        {
            payload[i] ^= _stream[i];
        }
    }

    /// <summary>
    /// HMAC-SHA1 over the packet and the roll-over count 0, which is written behind the packet for the time of the call.
    /// </summary>
    private void Tag(Span<byte> buffer, int length, Span<byte> tag)
    {
        Span<byte> hash = stackalloc byte[20];
        buffer.Slice(length, 4).Clear();
        HMACSHA1.HashData(_authentication, buffer[..(length + 4)], hash);
        hash[.._tagLength].CopyTo(tag);
    }

    private void Derive(ReadOnlySpan<byte> masterSalt, byte label, Span<byte> key)
    {
        Span<byte> counter = stackalloc byte[16];
        Span<byte> block = stackalloc byte[16];
        counter.Clear();
        masterSalt.CopyTo(counter);
        counter[7] ^= label;
        for (int done = 0; done < key.Length; done += 16)
        {
            counter[15] = (byte)(done / 16);
            _cipher.EncryptEcb(counter, block, PaddingMode.None);
            block[..Math.Min(16, key.Length - done)].CopyTo(key[done..]);
        }
    }
}
