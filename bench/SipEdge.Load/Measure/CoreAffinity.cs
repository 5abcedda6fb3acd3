using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SipEdge.Load.Measure;

internal static class CoreAffinity
{
    internal static unsafe void PinThread(int core)
    {
        ulong mask = 1UL << core;
        if (Sockets.Libc.SetAffinity(0, sizeof(ulong), &mask) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "sched_setaffinity");
        }
    }
}
