using System.Net.Sockets;
using SipEdge.GcProbe;

/// <summary>
/// Runs inside the measured process (DOTNET_STARTUP_HOOKS) and tells its collections, pauses and allocated bytes to whoever
/// connects to the local socket named by SIPEDGE_GCPROBE. Costs one small finalizer per collection, and nothing in between.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        string? path = Environment.GetEnvironmentVariable("SIPEDGE_GCPROBE");
        if (path is null)
        {
            return;
        }

        PauseRecorder.Start();
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        new Thread(() => Serve(listener)) { IsBackground = true, Name = "gc-probe" }.Start();
    }

    private static void Serve(Socket listener)
    {
        while (true)
        {
            using var peer = listener.Accept();
            peer.Send(PauseRecorder.Report());
        }
    }
}
