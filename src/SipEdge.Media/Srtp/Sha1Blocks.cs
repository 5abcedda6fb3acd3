using System.Buffers.Binary;

namespace SipEdge.Media.Srtp;

/// <summary>SHA-1 over whole blocks of one message: libcrypto, or the portable twin. Chosen once at start.</summary>
internal static unsafe class Sha1Blocks
{
    public static void Compress(uint* state, byte* data, int blocks) => Compress(state, data, blocks, Libcrypto.Available);

    /// <summary>For tests, which compare the paths.</summary>
    internal static void Compress(uint* state, byte* data, int blocks, bool libcrypto)
    {
        if (libcrypto)
        {
            Libcrypto.Sha1Blocks(state, data, blocks);
            return;
        }

        var schedule = stackalloc uint[Sha1Compression.ScheduleWords];
        for (; blocks > 0; blocks--, data += Sha1Compression.BlockLength)
        {
            for (var i = 0; i < Sha1Compression.BlockWords; i++)
            {
                schedule[i] = BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(data + (4 * i), 4));
            }

            Sha1Compression.Compress<Sha1Lanes1, uint>(state, schedule);
        }
    }
}
