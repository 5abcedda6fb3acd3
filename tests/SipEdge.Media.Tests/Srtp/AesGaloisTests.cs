using System.Buffers.Binary;
using System.Security.Cryptography;
using SipEdge.Media.Srtp;
using Xunit.Abstractions;

namespace SipEdge.Media.Tests.Srtp;

public sealed class AesGaloisTests(ITestOutputHelper output)
{
    /// <summary>Every way of multiplying that this machine has.</summary>
    public static TheoryData<int> Paths
    {
        get
        {
            var paths = new TheoryData<int>();
            for (var path = GaloisPath.Portable; path <= GaloisHash.Best; path++)
            {
                paths.Add((int)path);
            }

            return paths;
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_length_agrees_with_the_framework(int path)
    {
        const int seed = 7714;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var length = 0; length <= 1500; length++)
        {
            var key = Random(random, length % 2 == 0 ? 16 : 32);
            var iv = Random(random, 12);
            var header = Random(random, length % 3 == 0 ? 12 : random.Next(100));
            var data = Random(random, length);
            uint? suffix = length % 5 == 0 ? (uint)random.Next() : null;

            var expected = new byte[length];
            var expectedTag = new byte[16];
            using (var reference = new AesGcm(key, 16))
            {
                reference.Encrypt(iv, data, expected, expectedTag, WithSuffix(header, suffix));
            }

            var high = BinaryPrimitives.ReadUInt64BigEndian(iv);
            var low = (ulong)BinaryPrimitives.ReadUInt32BigEndian(iv.AsSpan(8)) << 32;
            var cipher = new AesGalois(key, path != 0 && AesCounterMode.HardwareAvailable, (GaloisPath)path);
            var actual = (byte[])data.Clone();
            var tag = new byte[16];
            cipher.Seal(high, low, header, suffix, actual, tag);
            Assert.Equal(expected, actual);
            Assert.Equal(expectedTag, tag);

            Assert.True(cipher.Verify(high, low, header, suffix, actual, tag));
            Assert.Equal(expected, actual);
            tag[random.Next(16)] ^= 1;
            Assert.False(cipher.Verify(high, low, header, suffix, actual, tag));
            cipher.Open(high, low, actual);
            Assert.Equal(data, actual);
        }
    }

    /// <summary>A point whose highest bit is set and one whose is not; all bits, and none.</summary>
    [Fact]
    public void Every_path_hashes_alike_at_every_kind_of_point()
    {
        var random = new Random(1);
        var data = Random(random, 700);
        foreach (var first in new byte[] { 0x00, 0x7F, 0x80, 0xFF })
        {
            var point = Random(random, 16);
            point[0] = first;
            point[15] = (byte)~first;
            for (var length = 0; length <= data.Length; length += 7)
            {
                var expected = new byte[16];
                var header = data.AsSpan(0, length / 3);
                new GaloisHash(point, GaloisPath.Portable).Compute(header, 5, data.AsSpan(0, length), expected);
                for (var path = GaloisPath.One; path <= GaloisHash.Best; path++)
                {
                    var actual = new byte[16];
                    new GaloisHash(point, path).Compute(data.AsSpan(0, length / 3), 5, data.AsSpan(0, length), actual);
                    Assert.Equal(expected, actual);
                }
            }
        }
    }

    private static byte[] Random(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] WithSuffix(byte[] header, uint? suffix)
    {
        if (suffix is not { } value)
        {
            return header;
        }

        var whole = new byte[header.Length + 4];
        header.CopyTo(whole, 0);
        BinaryPrimitives.WriteUInt32BigEndian(whole.AsSpan(header.Length), value);
        return whole;
    }
}
