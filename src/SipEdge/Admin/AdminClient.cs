using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;

namespace SipEdge.Admin;

/// <summary>Asks a running edge over its unix socket.</summary>
public sealed class AdminClient : IDisposable
{
    private readonly HttpClient _http;

    public AdminClient(string socketPath)
    {
        SocketPath = socketPath;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), stop).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        })
        {
            BaseAddress = new Uri("http://sipedge/"),
            Timeout = TimeSpan.FromSeconds(10),
        };
    }

    public string SocketPath { get; }

    /// <exception cref="EdgeNotRunningException">Nobody answers on the socket.</exception>
    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken stop) =>
        SendAsync(HttpMethod.Get, path, type, stop);

    /// <summary>Null when there is no such resource.</summary>
    /// <exception cref="EdgeNotRunningException">Nobody answers on the socket.</exception>
    public async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken stop)
        where T : class
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), stop).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.NotFound
                ? null
                : await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(type, stop).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException cause)
        {
            throw new EdgeNotRunningException(SocketPath, cause.SocketErrorCode);
        }
    }

    /// <exception cref="EdgeNotRunningException">Nobody answers on the socket.</exception>
    public Task<T> PostAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, path, type, stop);

    /// <exception cref="EdgeNotRunningException">Nobody answers on the socket.</exception>
    public Task<T> DeleteAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken stop) =>
        SendAsync(HttpMethod.Delete, path, type, stop);

    /// <summary>A resource that is text: metrics.</summary>
    public Task<string> GetTextAsync(string path, CancellationToken stop) => _http.GetStringAsync(new Uri(path,
        UriKind.Relative), stop);

    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path);
        try
        {
            using var response = await _http.SendAsync(request, stop).ConfigureAwait(false);

            // A refused reload or ban is an answer: 409 with the reasons.
            if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.Conflict)
            {
                var why = await response.Content.ReadAsStringAsync(stop).ConfigureAwait(false);
                throw new IOException($"the edge cannot answer ({(int)response.StatusCode}): {why.Trim()}");
            }

            var body = await response.Content.ReadFromJsonAsync(type, stop).ConfigureAwait(false);
            return body ?? throw new InvalidDataException($"{SocketPath} answered {path} with nothing");
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException cause)
        {
            throw new EdgeNotRunningException(SocketPath, cause.SocketErrorCode);
        }
    }
}
