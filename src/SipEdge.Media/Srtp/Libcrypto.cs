using System.Runtime.InteropServices;

namespace SipEdge.Media.Srtp;

/// <summary>
/// The one function of OpenSSL's libcrypto that SRTP uses: SHA-1 over whole blocks, which it does with the processor's
/// SHA instructions (.NET 10 exposes none). Absent when the library is not there; then the portable twin serves.
/// </summary>
internal static unsafe class Libcrypto
{
    private static readonly delegate* unmanaged[SuppressGCTransition]<Sha1Context*, byte*, nuint, int> Sha1Update = Find();

    public static bool Available => Sha1Update != null;

    /// <summary>Takes whole 64-byte blocks into the chaining state.</summary>
    public static void Sha1Blocks(uint* state, byte* data, int blocks)
    {
        var context = default(Sha1Context);
        for (var i = 0; i < Sha1Compression.StateWords; i++)
        {
            context.State[i] = state[i];
        }

        Sha1Update(&context, data, (nuint)(blocks * Sha1Compression.BlockLength));
        for (var i = 0; i < Sha1Compression.StateWords; i++)
        {
            state[i] = context.State[i];
        }
    }

    private static delegate* unmanaged[SuppressGCTransition]<Sha1Context*, byte*, nuint, int> Find()
    {
        var found = NativeLibrary.TryLoad("libcrypto.so.3", out var library)
            && NativeLibrary.TryGetExport(library, "SHA1_Update", out var address)
                ? address
                : 0;
        return (delegate* unmanaged[SuppressGCTransition]<Sha1Context*, byte*, nuint, int>)found;
    }

    /// <summary>struct SHAstate_st: the same since SSLeay, and part of OpenSSL 3's ABI.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Sha1Context
    {
        public fixed uint State[Sha1Compression.StateWords];
        public uint LengthLow;
        public uint LengthHigh;
        public fixed uint Data[Sha1Compression.BlockWords];
        public uint Pending;
    }
}
