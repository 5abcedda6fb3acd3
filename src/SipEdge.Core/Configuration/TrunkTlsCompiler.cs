using System.Collections.Immutable;

namespace SipEdge.Core.Configuration;

internal static class TrunkTlsCompiler
{
    public static TrunkTlsModel? Compile(EdgeOptions options, TrunkTlsOptions? tls, ConfigPositions positions, ConfigLine line) =>
        tls is null ? null : new TrunkTlsModel
        {
            CaPath = tls.Ca ?? options.TlsClient.Ca,
            ClientCertificate = tls.ClientCertificate is { } name
                ? ListenerCompiler.CompileTls(name, options.Tls[name], positions)
                : null,
            Pins = [.. tls.Pins.Select(Pin)],
            MinVersion = tls.MinVersion ?? options.TlsClient.MinVersion,
            ClientNames = [.. tls.ClientNames.Select(HostName.Canonical)],
            RequireClientName = tls.RequireClientName,
            Line = line,
        };

    private static ImmutableArray<byte> Pin(string text) =>
        PinText.TryParse(text, out var hash) ? hash : throw new InvalidOperationException(text);
}
